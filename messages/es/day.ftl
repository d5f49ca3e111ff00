# My day, the team's day, and what can be done with a promise.

day-nav = Mi día
day-title = Mi día
day-quiet-title = No hay nada en espera
day-quiet-text = Todo lo prometido está hecho. Tome un respiro.
day-planned = Planeado para hoy
day-late-title = { $count ->
    [one] Con retraso: { $count }
   *[other] Con retraso: { $count }
}
day-late-text = Así es la vida. Hágalo, aplácelo con una razón, o páselo a alguien.
day-late-more = Más con retraso
day-ahead-more = Más de lo que viene
day-today = Para hoy
day-desk = Mesa de privacidad
day-desk-text = Peticiones, brechas y accesos de emergencia de toda la casa, lo primero que vence va primero. Cualquiera que cuide la privacidad puede tomar una.
day-desk-more = Más de la mesa de privacidad
day-coming = En los próximos días
day-put-off = { $count ->
    [one] { $count } cosa aplazada
   *[other] { $count } cosas aplazadas
}
day-drafts = Borradores
day-drafts-count = { $count ->
    [one] Tiene { $count } nota sin firmar.
   *[other] Tiene { $count } notas sin firmar.
}
day-drafts-open = Abrir los borradores

## One promise
day-promise-title = Una promesa
day-due = Para:
day-late = Con retraso
day-pressing = Alguien espera
day-owner = A cargo de { $name }
day-handed-by = Se la pasó { $name }
day-put-off-until = Aplazada hasta
day-attempt = Anotar un intento
day-acts = Más
day-acts-or-done = Hecho o más
day-back = Volver
day-closed = Esta promesa está cerrada.
day-reopen = Abrirla otra vez

day-kind-first-meeting = Primera reunión
day-kind-attempt = Intentar comunicarse
day-kind-assign = Buscar especialista de pares
day-kind-sign = Firmar su nota
day-kind-returned = Responder a una nota devuelta
day-kind-cosign = Dar la segunda firma
day-kind-next-step = Paso siguiente
day-kind-goal-review = Ver otra vez una meta
day-kind-goal-step = Paso hacia una meta
day-kind-call = Llamada
day-kind-visit = Visita
day-kind-crisis-follow-up = Hablar otra vez después de un momento difícil
day-kind-check-in = Saber cómo está
day-kind-decide = Decidir en conjunto qué sigue
day-kind-answer = Responder a lo que pidió una persona
day-kind-breach-duty = Avisar de una falla de privacidad
day-kind-answer-comment = Responder a lo que se dijo de una nota
day-kind-read-answer = Leer lo que alguien respondió a su mensaje
day-kind-hiding-review = Volver a mirar una nota retenida
day-kind-renew = Preguntar si un permiso sigue
day-kind-answer-wish = Contestar el deseo de que alguien no vea algo
day-kind-review-emergency = Ver un acceso de emergencia
day-kind-review-library-item = Volver a mirar un texto de la biblioteca
day-kind-mend-library-link = Arreglar un enlace que no abre
day-kind-recheck-service = Comprobar un servicio otra vez
day-kind-help-line = Probar otra vez una línea de ayuda
day-kind-follow-connection = Preguntar cómo va una conexión

day-do-first-meeting = Anotar la reunión
day-do-attempt = Anotar un intento
day-do-assign = Abrir
day-do-sign = Seguir escribiendo
day-do-returned = Abrir la nota
day-do-cosign = Leer la nota
day-do-next-step = Abrir
day-do-goal-review = Abrir la meta
day-do-goal-step = Abrir la meta
day-do-call = ¿Cómo le fue?
day-do-visit = ¿Cómo le fue?
day-do-crisis-follow-up = Anotar la plática
day-do-check-in = Anotar un contacto
day-do-decide = Abrir el plan de llamadas
day-do-answer = Abrir la solicitud
day-do-breach-duty = Abrir el registro de fallas
day-do-answer-comment = Abrir la nota
day-do-read-answer = Abrir el mensaje
day-do-hiding-review = Abrir la nota
day-do-renew = Abrir el permiso
day-do-answer-wish = Contestar
day-do-review-emergency = Verlo
day-do-review-library-item = Abrir el texto
day-do-mend-library-link = Abrir el texto
day-do-recheck-service = Comprobarlo
day-do-help-line = Abrir las líneas de ayuda
day-do-follow-connection = Abrir la conexión

## Done
day-done = Hecho
day-done-words = ¿Cómo se cumplió?
day-done-words-hint = Bastan unas palabras. Se quedan con la promesa.
day-done-words-missing = Diga en pocas palabras cómo se cumplió.

## Put off
day-snooze = Aplazar
day-snooze-until = Hasta
day-snooze-until-hint = Desde: { $day }. Vuelve esa mañana.
day-snooze-until-wrong = Elija un día después de hoy, dentro de un año.
day-snooze-words = ¿Por qué?
day-snooze-words-missing = Diga en pocas palabras por qué puede esperar.
day-snooze-submit = Aplazar

## Hand over
day-handover = Pasar a alguien
day-handover-to = ¿A quién?
day-handover-hint = Verá qué se prometió y a quién. Verá más del expediente solo si también apoya a la persona.
day-handover-choose = Elija a alguien del equipo
day-handover-to-missing = Elija a alguien del equipo.
day-handover-words = Unas palabras para esa persona
day-handover-submit = Pasar
day-handover-queue = Devolverla al equipo

## Let go
day-let-go = Retirar
day-let-go-words = ¿Por qué se retira?
day-let-go-hint = Por ejemplo: la persona ya no lo quiere.
day-let-go-words-missing = Diga en pocas palabras por qué se retira.
day-let-go-submit = Retirar

## What was done
day-was-kept = Hecho.
day-was-let-go = Retirada.
day-was-put-off = Aplazada.
day-was-handed-over = Se pasó a otra persona.
day-was-reopened = Abierta otra vez.
day-was-woken = De vuelta en el día.
day-was-taken-back = Deshecho.

day-cannot-closed = Esta promesa ya está cerrada. Primero ábrala otra vez.
day-cannot-by-record = Esta se cumple al hacerla: ábrala y termínela ahí.
day-cannot-changed = Mientras tanto, alguien cambió esta promesa. Véala otra vez y decida.

## The team's day
day-team-title = El día del equipo
day-team-link = El día del equipo
day-team-mine = Mi día
day-team-lead = Lo que es para hoy o tiene retraso, y quién lo tiene.
day-team-loads = Promesas abiertas
day-team-who = Quién
day-team-open = Abiertas
day-team-late = Con retraso
day-team-everybody = Mostrar a todo el equipo
day-team-quiet-title = No hay nada con retraso
day-team-quiet-text = El equipo no tiene nada para hoy.
day-team-pressing = { $count ->
    [one] { $count } promesa tiene tanto retraso que alguien puede estar esperando. Ayude, o hable con quien la tiene.
   *[other] { $count } promesas tienen tanto retraso que alguien puede estar esperando. Ayude, o hable con quien las tiene.
}
day-queue = Todavía de nadie
day-queue-text = Estas esperan a alguien. Tome una, o ábrala para pasarla a alguien del equipo.
day-take = Yo me encargo
