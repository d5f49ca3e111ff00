# Two records of one person.

merging-title = ¿La misma persona dos veces?
merging-choose-lead = Elija el otro expediente. Usted ve qué cambiaría antes de que cambie algo.
merging-nobody = Nadie se parece
merging-nobody-text = Busque por otro nombre, un teléfono o una fecha de nacimiento.
merging-lead = Lo escrito sobre { $merged } pasa al expediente de { $kept }. Se puede volver a separar.
merging-no-difference = Los dos expedientes dicen lo mismo.
merging-nothing = Nada escrito
merging-rows = Lo que se mueve
merging-rows-none = El otro expediente no tiene nada más.
merging-col-what = Qué
merging-col-count = Cuántos
merging-why = ¿Por qué son la misma persona?
merging-save = Hacer un solo expediente
merging-not-the-same = Son dos personas
merging-two-people = Anotado. Ya no se preguntará por estas dos personas.
merging-done = Ahora es un solo expediente.
merging-was = Aquí se unieron dos expedientes.
merging-undone = Otra vez son dos expedientes.
merging-yes = Sí
merging-no = No
merging-error-same = Un expediente no se puede unir consigo mismo.
merging-error-not-the-last = Este expediente se unió otra vez después. Separe primero la unión más nueva.
