# What people hope for, and the steps towards it.

goals-title = Metas
goals-one-title = Una meta
goals-new-title = Una meta nueva
goals-edit-title = Cambiar una meta
goals-history-title = Cómo cambió esta meta
goals-add = Agregar una meta
goals-print = Imprimir
goals-print-title = Las metas de { $name }
goals-printed = Impreso
goals-back = Volver a las metas
goals-back-one = Volver a la meta
goals-none-title = No hay ninguna meta escrita
goals-none-text = Las metas son de { $name }. Escriban una en conjunto cuando sea el momento.
goals-since = Desde
goals-review-on = La vemos otra vez el
goals-review-late = Ya es hora de verla otra vez
goals-ended-title = Metas que terminaron
goals-ended-text = Cumplidas, apartadas o cambiadas por otra cosa: todo está bien.
goals-rating-of = { $rating } de 10
goals-created = La meta está escrita.
goals-changed = La meta cambió. Lo que decía antes se conserva.
goals-changed-meanwhile = Mientras tanto, alguien cambió esto. Vea las dos y guarde otra vez.
goals-now-says = Lo que dice ahora

## Writing it down
goals-words = En palabras de { $name }
goals-words-hint = ¿Qué estaría bien? Escríbalo tal como se dijo.
goals-words-missing = Escriba la meta en palabras de la persona.
goals-too-long = Es muy largo. Deje lo que más importa.
goals-why = Por qué le importa a { $name }
goals-why-hint = También en sus palabras, si quiere contarlo.
goals-why-matters = Por qué importa:
goals-domain = ¿De qué parte de la vida se trata?
goals-domain-missing = Elija una parte de la vida.
goals-own-domain = El nombre que le da la persona
goals-own-domain-hint = Solo si nada de lo anterior sirve.
goals-own-domain-missing = Diga cómo se llama esta parte de la vida.
goals-review = ¿Cuándo la vemos otra vez?
goals-review-hint = En unos tres meses, si no se pide otra cosa.
goals-date-wrong = Escriba el día así: 2026-05-14, o elíjalo.
goals-save = Guardar
goals-cancel = Cancelar

## One goal
goals-in-words-of = En palabras de { $name }
goals-edit = Cambiar
goals-history = Cómo cambió
goals-became = Se volvió:
goals-came-from = Nació de:
goals-reopen = Abrirla otra vez
goals-reopened = La meta está abierta otra vez.

goals-steps = Pasos
goals-steps-none = Todavía no hay pasos. Los pequeños son los mejores.
goals-step-add = Agregar un paso
goals-step-words = ¿Cuál es el paso?
goals-step-words-hint = Algo pequeño que se pueda hacer.
goals-step-words-missing = Diga cuál es el paso.
goals-step-owner = ¿Quién lo hace?
goals-step-owner-missing = Elija quién lo hace.
goals-step-owner-name = Su nombre
goals-step-owner-name-hint = Para una persona de apoyo u otra persona.
goals-step-due = ¿Para cuándo?
goals-step-due-hint = Un paso de especialista de pares con un día es una promesa. Aparece en su día.
goals-step-by = para
goals-step-save = Agregar
goals-step-added = El paso se agregó.
goals-step-do = Hecho
goals-step-undo = Todavía no
goals-step-remove = Quitar
goals-step-is-done = Hecho
goals-step-done = El paso está hecho.
goals-step-not-done = El paso está abierto otra vez.
goals-step-removed = El paso se quitó.
goals-step-put-back = El paso volvió.

goals-progress = Cuánto ha avanzado
goals-chart-text = { $count ->
    [one] { $count } valor con el tiempo, de 0 a 10. La tabla tiene los mismos números.
   *[other] { $count } valores con el tiempo, de 0 a 10. La tabla tiene los mismos números.
}
goals-ratings = Todos los valores
goals-ratings-none = Todavía no hay valores. Solo { $name } puede decir cuánto ha avanzado.
goals-rating = Valor
goals-rating-day = Día
goals-rating-in-words = En sus palabras
goals-rate = ¿Cuánto ha avanzado, { $name }?
goals-rate-hint = 0 es sin empezar, 10 es que ya llegó.
goals-rate-words = En sus palabras
goals-rate-save = Guardar
goals-rating-wrong = Elija un número entero de 0 a 10.
goals-rated = El valor está guardado.
goals-rating-taken-back = El valor se deshizo.

goals-look-again = Verla en conjunto
goals-review-words = ¿Qué vieron?
goals-review-words-hint = ¿Todavía importa? ¿Qué avanzó?
goals-review-save = Ya la vimos
goals-reviewed = Muy bien. Vuelve a salir en unos tres meses.

goals-end = Terminar esta meta
goals-end-text = Todo final está bien. Se puede abrir otra vez cuando sea.
goals-ending-words = En palabras de { $name }
goals-new-words = En qué se convirtió
goals-new-words-hint = Solo si la meta se volvió otra.
goals-new-words-missing = Escriba en qué se convirtió la meta.
goals-ending-missing = Elija cómo termina.
goals-end-done = Cumplida
goals-end-set-aside = Apartada por ahora
goals-end-changed = Cambiada por una nueva
goals-ended = La meta terminó.

goals-contacts = Se trabajó en
goals-contacts-none = Todavía no hay contactos unidos a esta meta.

## How it changed
goals-history-text = Nada de lo que dijo una meta se pierde.
goals-history-none = No ha cambiado desde que se escribió.
goals-before = Antes:
goals-what-edited = Cambiada
goals-what-changed = Cambiada por una nueva
goals-what-reviewed = Vista en conjunto
goals-what-done = Cumplida
goals-what-set-aside = Apartada
goals-what-reopened = Abierta otra vez
