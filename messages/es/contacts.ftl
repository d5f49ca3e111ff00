# Contacts: the editor, a note, its lists, and what is done to notes.

contacts-add = Agregar contacto
contacts-add-note = Escribir una nota
contacts-add-attempt = Intenté comunicarme
contacts-all-kinds = Todos
contacts-all-with = Todos los contactos con { $name }
contacts-by-you = de usted
contacts-colleague = Esta persona es o fue parte de nuestro personal. Cada mirada a su expediente queda marcada.
contacts-draft = Borrador
contacts-kinds = Tipos de contacto
contacts-late = Entrada tardía
contacts-seen = Visto:
contacts-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
contacts-hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
contacts-time = { $from } a { $to }, { $long }

## Adding a contact
contacts-new-title = Agregar un contacto
contacts-my-people = Personas que usted apoya
contacts-recent-people = Personas de las que escribió hace poco
contacts-tried = Intenté comunicarme
contacts-find-people = Buscar a alguien más
contacts-kind-hint = Empieza como apoyo individual. Después lo puede cambiar.
contacts-without-person = Seguir sin una persona
contacts-choose-person = Elija la persona de este contacto.
contacts-nobody-title = Todavía no hay a quién elegir
contacts-nobody-text = Cuando usted apoye a alguien, aparecerá aquí.

## A try to reach somebody
contacts-attempt-title = Intento de comunicarse
contacts-attempt-head = Intento de comunicarse con { $name }
contacts-attempt-text = Toque lo que pasó y queda guardado. Cada intento es una forma de cuidar.
contacts-attempt-how = Cómo
contacts-attempt-outcome = Qué pasó
contacts-attempt-line = Algo para recordar
contacts-attempt-talked = Sí hablamos: mejor escribir una nota
contacts-attempt-signed = Su intento quedó guardado.

## The editor
contacts-edit-title = Escribir una nota
contacts-edit-aside = Una nota con sus propias palabras. La persona la puede leer.
contacts-saved = Guardado
contacts-kind = Tipo de contacto
contacts-template = Cómo escribirla
contacts-switch = Usar estos
contacts-switch-hint = Sus palabras se quedan cuando cambia esto.
contacts-program = Programa
contacts-program-hint = La nota sigue las reglas del programa que usted elija.
contacts-date = Día
contacts-start = Empezó
contacts-end = Terminó
contacts-mode = Cómo se reunieron
contacts-place = Lugar
contacts-place-empty = Elija un lugar
contacts-place-words = El lugar en sus palabras
contacts-outcome = Cómo fue
contacts-show-last = Mostrar mi última nota con la persona
contacts-last-title = Su última nota con la persona
contacts-copy = Copiar “{ $part }” a esta nota
contacts-kept-title = Palabras de otro formato
contacts-kept-text = Las escribió en otro formato. Se quedan con la nota hasta que usted las borre.
contacts-participant-words = Lo que agregó { $name }
contacts-participant-words-hint = Si { $name } leyó esto y quiere agregar algo.
contacts-own-words = Lo que agregó la persona
contacts-read-together = { $name } leyó esta nota
contacts-present = Quién estuvo
contacts-present-names = Sus nombres, si ayuda
contacts-present-participant = La persona
contacts-present-supporter = Familia o persona de apoyo
contacts-present-team-member = Alguien del equipo
contacts-present-other-peer = Otra persona especialista de pares
contacts-present-interpreter = Intérprete
contacts-goals = Metas a las que pertenece
contacts-areas = Áreas del trabajo
contacts-competencies = Habilidades que usó
contacts-competencies-hint = Es para su propia reflexión. Puede dejarlo vacío.
contacts-steps = Qué sigue
contacts-steps-hint = Los pasos de usted aparecen en su día. Los demás se quedan en la página de la persona.
contacts-step = Paso { $number }
contacts-step-another = Otro paso
contacts-step-who = Quién hace el paso { $number }
contacts-step-by = Día para el paso { $number }
contacts-step-of = { $who }: { $words }
contacts-by-day = para { $day }
contacts-step-done = Hecho
contacts-follow-title = Cuándo hablarán otra vez
contacts-follow-text = Después de un momento difícil, elija un día y una hora en los próximos tres días. Lo ponemos en su día.
contacts-follow-date = Día para hablar otra vez
contacts-follow-time = Hora para hablar otra vez
contacts-sign = Firmar
contacts-save = Guardar el borrador
contacts-set-aside = Apartar este borrador
contacts-draft-saved = Su borrador está guardado.
contacts-was-signed = Su nota está firmada.
contacts-others-title = También se escribió en esta nota desde otro aparato
contacts-others-text = No se borró nada. Esto es lo que dice el otro. Tome lo que quiera conservar y siga.
contacts-other-field = Otro campo
contacts-overlap-title = Hay otro contacto a la misma hora
contacts-overlap-line = { $kind } por { $who }, { $from } a { $to }
contacts-overlap-line-with = { $kind } con { $name }, por { $who }, { $from } a { $to }
contacts-overlap-ok = Los dos están bien

## Before signing
contacts-error-date = Escriba el día.
contacts-error-start = Escriba a qué hora empezó.
contacts-error-end = Escriba a qué hora terminó.
contacts-error-end-before-start = El final está antes del principio. Revise las dos horas.
contacts-error-future = Esto está en el futuro. Revise el día y la hora.
contacts-error-person = Este tipo de contacto es con una persona. Empiece desde la página de la persona.
contacts-error-template = Elija cómo escribirla.
contacts-error-no-words = Escriba unas palabras sobre lo que pasó.
contacts-error-step-date = Escriba el día así: 2026-05-14.
contacts-error-follow-up = Elija un día y una hora para hablar otra vez.
contacts-error-follow-up-window = Elija una hora después del contacto, en los tres días que siguen.

## The meter and the plain-words helper
contacts-meter-missing = Lo que todavía falta en esta nota
contacts-meter-complete = Esta nota tiene todo lo que necesita
contacts-words-title = Palabras que se pueden decir de otra forma
contacts-words-note = No cambiamos nada por usted. Las palabras entre comillas no se tocan. Nadie guarda una lista de esto. Esta ayuda solo conoce palabras en inglés.
contacts-words-try = Pruebe “{ $words }”. { $why }

## A note
contacts-show-title = Nota
contacts-print-title = Nota para imprimir
contacts-signed-by = Firma de { $name },
contacts-print = Para imprimir
contacts-print-hint = Use el botón de imprimir de su navegador. Guarde bien las copias en papel.
contacts-compare = Comparar versiones
contacts-in-error = Anotada por error. Ya no cuenta.
contacts-came-back = Esta nota volvió con un comentario
contacts-addenda = Agregado después
contacts-history = Lo que se hizo
contacts-act-signed = Firmó
contacts-act-cosigned = Firmó también
contacts-act-returned = Devolvió
contacts-act-entered-in-error = Marcó como error
contacts-act-addendum = Agregó
contacts-status-signed = Firmada
contacts-status-awaiting-cosign = Espera una segunda firma
contacts-status-cosigned = Con segunda firma
contacts-status-returned = Devuelta
contacts-status-entered-in-error = Anotada por error

## Units
contacts-units-title = Unidades
contacts-units = { $minutes } minutos hacen { $units ->
    [one] { $units } unidad
   *[other] { $units } unidades
}. { $ready ->
    [0] Ninguna está lista.
    [one] { $ready } está lista.
   *[other] { $ready } están listas.
}
contacts-units-rule = Según { $rule } ({ $id }, versión { $version }).
contacts-hold = ({ $rule }, versión { $version })
contacts-fix-admin-rules = Revise la regla de quien paga en los ajustes del programa.
contacts-fix-contact-signature = Firme la nota.
contacts-fix-contact-note = Revise las palabras y los campos de la nota.
contacts-fix-contact-mode = Revise cómo se reunieron.
contacts-fix-contact-group-size = Revise quién estuvo.
contacts-fix-contact-times = Revise a qué hora empezaron y terminaron los dos contactos.
contacts-fix-person-birth-date = Revise la fecha de nacimiento en la página de la persona.
contacts-fix-person-billing = Los papeles están con la facturación de la persona.

## What is done to a note
contacts-cosign-title = Segunda firma
contacts-cosign-text = Lea la nota. Fírmela también, o devuélvala con un comentario. No puede cambiar sus palabras.
contacts-cosign = Firmar también
contacts-return = Devolver
contacts-return-words = ¿Qué debería cambiar?
contacts-return-hint = Escriba con amabilidad y claridad. Quien escribió la nota lo ve.
contacts-was-cosigned = La nota tiene su segunda firma.
contacts-was-returned = La nota volvió a quien la escribió.
contacts-own-waiting = Usted escribió esta nota. Otra persona tiene que firmarla también.
contacts-revise = Escribir una versión nueva
contacts-addend-title = Agregar a esta nota
contacts-addend-words = Lo que quiere agregar
contacts-addend-hint = Las palabras firmadas se quedan como están. Esto va debajo, con su nombre y la hora.
contacts-addend = Agregar
contacts-was-added = Se agregaron sus palabras.
contacts-error-title = Esta nota es un error
contacts-error-words = ¿Por qué es un error?
contacts-error-hint = La nota se puede leer, tachada, y ya no cuenta.
contacts-enter-in-error = Marcar como error
contacts-is-in-error = La nota ya no cuenta. Se puede seguir leyendo.
contacts-undo-why = Deshecha justo después de firmar.
contacts-refused-own-note = Nadie puede dar la segunda firma a su propia nota ni devolverla.
contacts-refused-not-waiting = Esta nota no espera una segunda firma.
contacts-refused-not-returned = Esta nota no fue devuelta.
contacts-refused-not-author = Solo puede hacerlo quien la escribió.
contacts-refused-in-error = Esta nota ya se marcó como error.
contacts-refused-no-words = Dígalo en pocas palabras.

## Lists
contacts-timeline-title = Contactos
contacts-mine-title = Mis contactos
contacts-none-title = Todavía no hay contactos
contacts-none-text = Cuando alguien escriba sobre un rato en compañía o un intento de comunicarse, aparecerá aquí.
contacts-mine-none-text = Lo que usted escribe aparece aquí.
contacts-queue-title = Notas que esperan una segunda firma
contacts-queue-lead = Primero va la que más ha esperado. Las notas de usted esperan a otra persona.
contacts-queue-none-title = No hay nada en espera
contacts-queue-none-text = Aquí aparecen las notas que necesitan una segunda firma.

## Versions
contacts-versions-title = Versiones de una nota
contacts-back-to-note = Volver a la nota
contacts-version = Versión { $number }
contacts-version-compare = comparar con la anterior
contacts-version-from-to = Qué cambió de la versión { $from } a la versión { $to }

## Files
contacts-files = Archivos
contacts-onward = Lo que resultó de este contacto
contacts-file-add = Agregar una foto o un PDF
contacts-file-hint = Hasta 10 MB. A las fotos les quitamos el lugar y el nombre del aparato.
contacts-file-send = Agregar archivo
contacts-file-remove = Quitar
contacts-file-none = Elija primero un archivo.
contacts-file-broken = El archivo dejó de llegar. Pruebe otra vez.
contacts-file-added = El archivo se agregó.
contacts-file-removed = El archivo se quitó.

## Promises
contacts-promise-sign = Termine y firme su nota: { $kind }
contacts-promise-sign-again = Responda y firme otra vez su nota: { $kind }
contacts-promise-cosign = Dar la segunda firma a una nota de { $name }
contacts-promise-returned = { $name } le devolvió su nota con un comentario
contacts-promise-follow-up = Hablar otra vez después de un momento difícil
