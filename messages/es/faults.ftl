fault-home = Volver al inicio
fault-incident = Si pide ayuda, diga este número: { $incident }
fault-not-found = No encontramos esa página
fault-not-found-words = Quizá cambió de lugar, o es para otra persona. Nada cambió.
fault-sign-in = Entre con su cuenta
fault-sign-in-words = Su cuenta se cerró. Lo que escribió en este aparato está guardado: entre, vuelva a la página y mándelo otra vez.
fault-invalid = Falta algo
fault-invalid-words = Vuelva, vea los campos marcados y mándelo otra vez. Nada cambió.
fault-conflict = Eso no se puede hacer ahora
fault-too-many = Demasiado a la vez
fault-too-many-words = { $seconds ->
    [one] Llegó mucho de usted, o de donde usted está, en poco tiempo. Espere un segundo y pruebe otra vez. Nada cambió.
   *[other] Llegó mucho de usted, o de donde usted está, en poco tiempo. Espere { $seconds } segundos y pruebe otra vez. Nada cambió.
}
fault-busy = Hay mucha gente ahora
fault-busy-words = Espere un momento y pruebe otra vez. Nada quedó a medias.
fault-away = Ahora no llegamos a los registros
fault-away-words = No es culpa suya, y nada quedó a medias. Espere un minuto y pruebe otra vez.
fault-unsure = Se cortó la línea en el último momento
fault-unsure-words = Quizá se guardó, quizá no. Vuelva en un minuto y mire antes de mandarlo otra vez. Una nota que se firma dos veces se guarda una sola vez.
fault-full = No podemos guardar ahora
fault-full-words = Ya no hay lugar donde se guarda lo que escribe, o no se puede escribir ahí. Nada quedó a medias. La mayoría de las páginas se pueden leer todavía. Quien maneja Accompany para usted tiene que hacer lugar. Luego todo se guarda otra vez sin hacer nada más.
fault-too-large = Es demasiado grande
fault-too-large-words = Se pueden mandar hasta { $most } MB a la vez. Nada cambió. Haga el archivo más pequeño, o mándelo en partes.
fault-typed = Lo que escribió
fault-typed-words = Todavía no está guardado. Espere un momento y mándelo otra vez desde aquí, o cópielo.
fault-again = Mandar otra vez
fault-on-page = Lo que escribió sigue en la página anterior. Vuelva a ella.
fault-retry = Probar otra vez
fault-foreign = Eso vino de otro sitio
fault-foreign-words = Para cuidarle, solo tomamos cambios de nuestras páginas. Abra la página aquí y pruebe otra vez.
fault-internal = Algo falló de nuestro lado
fault-internal-words = No fue culpa suya, y nada quedó a medias. Vuelva y pruebe otra vez. Si pasa de nuevo, avise a quien maneja Accompany para usted.
