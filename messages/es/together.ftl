# Notas de dos: la parte de la persona, sus comentarios y lo que se retiene, como lo ve el equipo.

together-title = La parte de { $name }
together-text = La persona puede leer sus notas desde que usted firma. Lo mejor es escribirlas en compañía.
together-read = Leerla con { $name }
together-send = Enviarla a la página de { $name }
together-back = Volver a escribir
together-keep = Guardar esto
together-sign = Firmar la nota ahora
together-view = ¿La persona está de acuerdo con la nota?
together-how = ¿Cómo lo hicieron?
together-how-together = La escribimos en compañía
together-how-read-back = Se la leí, o la leyó
together-how-sent = La envié a su página
together-how-declined = No quiso
together-error-how = Diga cómo lo hicieron.
together-was-sent = La nota está en su página. Aquí verá su respuesta.
together-was-kept = Su parte se guardó con el borrador.
together-not-yet = Su parte se guardó. Todavía falta algo para firmar: oprima Firmar para ver qué.
together-waiting = La nota está en la página de { $name }. Todavía no hay respuesta.
together-answered = { $name } respondió
together-answer-kept = Son las palabras de la persona. Se firman con la nota tal como están.

## On the note
together-part-title = La parte de la persona
together-said-together = { $name } y quien firma escribieron esto en compañía.
together-said-read-back = { $name } leyó esto, o se lo leyeron, antes de la firma.
together-said-sent = La nota se envió a { $name } para leerla antes de la firma.
together-said-declined = Se le preguntó a { $name } y no quiso participar al escribirla.
together-said-agrees = { $name } está de acuerdo con la nota.
together-said-disagrees = { $name } no está de acuerdo con la nota.
together-said-no-answer = Al firmar todavía no había respuesta.
together-said-own-hand = { $name } respondió en su propia página.
together-said-changed = Algunas palabras cambiaron después de que { $name } respondió.
together-statements = Declaración de desacuerdo
together-said = Lo que se dijo de esta nota
together-answer-title = Responder a { $name }
together-answer-words = Su respuesta
together-answer-hint = { $name } leerá esto. Sus palabras quedan como están, y las de usted también.
together-answer = Enviar la respuesta
together-was-answered = Su respuesta se envió.

## Holding back
together-held = { $name } no ve esta nota
together-held-until = Se vuelve a mirar:
together-hide-link = Retener esta nota para que { $name } no la vea
together-hide-title = Retener una nota
together-hide-lead = Las notas están abiertas para { $name }. Retenga una solo por una razón que la ley nombra. La persona sabrá que algo se retiene, y la dirección verá por qué.
together-hide-now = Ahora está retenida
together-hide-on = Seguir reteniéndola
together-hide-exception = Razón en la ley
together-hide-reason = ¿Qué hace que sea así en este caso?
together-hide-reason-hint = Al menos 20 letras. Hechos, no suposiciones. La dirección lee esto.
together-hide-review = Volver a mirarla el
together-hide-review-hint = A más tardar el { $day }. Aparecerá en su día.
together-hide = Retenerla
together-hide-error-exception = Elija una razón que la ley nombra.
together-hide-error-reason = Diga por qué en al menos 20 letras.
together-hide-error-review = Elija un día después de hoy, a más tardar el { $day }.
together-is-hidden = La nota está retenida.
together-show = Abrirla otra vez para { $name }
together-show-words = ¿Qué cambió?
together-is-shown = La persona vuelve a ver la nota.

## The director's list
together-hidden-title = Notas retenidas
together-hidden-lead = Cada nota que se retiene o se retuvo para que la persona no la vea, con la razón. Las notas mismas no aparecen aquí.
together-hidden-none = No hay notas retenidas.
together-hidden-now = Retenida
together-hidden-late = Ya debía volver a mirarse
together-hidden-ended = Abierta otra vez desde
together-hidden-program = Programa
together-hidden-note = Nota sobre
together-hidden-by = La retuvo
together-hidden-since = Desde
