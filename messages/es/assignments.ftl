# Who supports whom.

assignments-title = Quién le apoya
assignments-primary = Apoyo principal
assignments-backup = Apoyo de respaldo
assignments-worker = { $name } ({ $people ->
    [one] apoya a una persona
   *[other] apoya a { $people } personas
})
assignments-account = ¿Quién?
assignments-account-hint = Pregunte primero a la persona: ella también elige.
assignments-account-choose = Elija a alguien
assignments-kind = ¿Cómo?
assignments-end = Terminar
assignments-ended = Terminado. Si ya no tiene apoyo principal, la persona espera en la lista.
assignments-saved = Guardado.
assignments-error-account = Elija a alguien
assignments-hand-over-title = Pasar a todas las personas
assignments-hand-over-lead = { $name } apoya a { $people ->
    [one] una persona
   *[other] { $people } personas
} y tiene { $promises ->
    [one] una promesa abierta
   *[other] { $promises } promesas abiertas
}. Todo se pasa a la vez, y se puede deshacer.
assignments-everybody = Todas las personas pasan a
assignments-everybody-hint = También las promesas que no son de una sola persona.
assignments-one-by-one = O elija para una persona
assignments-as-everybody = Como todas
assignments-to-queue = La lista: quien supervisa elige después
assignments-hand-over = Pasar
assignments-handed-over = { $count ->
    [one] Una persona pasó a otro apoyo.
   *[other] { $count } personas pasaron a otro apoyo.
}
assignments-handed-back = Deshecho.
assignments-nothing = No hay nada que pasar
assignments-nothing-text = Esta persona del equipo no apoya a nadie y no ha prometido nada.
