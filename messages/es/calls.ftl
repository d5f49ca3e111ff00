# Support calls and visits at the days and times that a person wants.

calls-title = Llamadas y visitas
calls-lead = Los días y las horas que quiere la persona. La próxima es siempre una promesa en el día de quien llama.
calls-none-title = No hay nada planeado
calls-none-text = Pregunte cuándo le gustaría una llamada o una visita.
calls-kind-call = Llamada
calls-kind-visit = Visita
calls-every = { $weeks ->
    [one] Cada semana
   *[other] Cada { $weeks } semanas
}
calls-by = por { $name }
calls-caller-gone = alguien que ya no trabaja aquí
calls-until = hasta
calls-next = Próxima:
calls-is-ended = Terminado
calls-end = Terminar este plan
calls-ended = El plan terminó.
calls-goes-on = El plan sigue.

## A new plan
calls-new = Un plan nuevo
calls-kind = ¿Qué es?
calls-weekdays = ¿Qué días?
calls-time = ¿A qué hora?
calls-time-hint = En la zona horaria del programa.
calls-every-weeks = ¿Cada cuántas semanas?
calls-every-weeks-hint = 1 es cada semana, 2 es una semana sí y otra no.
calls-caller = ¿Quién llama o visita?
calls-caller-choose = Elija a alguien
calls-starts-on = Desde
calls-ends-on = Hasta
calls-words = ¿Qué debe saber quien llama?
calls-words-hint = Por ejemplo: mande antes un mensaje, o pregunte por el gato.
calls-save = Crear el plan
calls-created = El plan está hecho. La primera vez ya está en el día de quien llama.
calls-wrong-kind = Elija una llamada o una visita.
calls-wrong-weekdays = Elija al menos un día.
calls-wrong-at-time = Escriba la hora así: 14:00, o elíjala.
calls-wrong-every-weeks = Elija un número de semanas de 1 a 12.
calls-wrong-account = Elija quién llama.
calls-wrong-starts-on = Elija el primer día.
calls-wrong-ends-on = Elija un último día que no sea antes del primero.

## What came of it
calls-kept-title = ¿Cómo le fue?
calls-kept-words = Unas palabras
calls-kept-words-hint = Se quedan con la promesa. La nota es para lo demás.
calls-write-note = Escribir una nota ahora
calls-answered = Hablamos
calls-no-answer = No contestó
calls-no-answer-hint = No pasa nada si no contesta. Después de tres veces seguidas, deciden en conjunto qué sigue. A nadie se le deja por eso.
calls-outcome-missing = Elija cómo le fue.
calls-was-kept = Anotado. La próxima ya está planeada.
