# The tray of drafts.

drafts-title = Borradores
drafts-lead = Lo que empezó a escribir y no ha firmado. Solo usted lo ve. Aquí nunca se borra nada.
drafts-none-title = No hay nada en espera
drafts-none-text = Cuando empieza una nota y se detiene antes de firmar, aquí le espera.
drafts-saved = guardado
drafts-resume = Seguir
drafts-set-aside = Apartar
drafts-set-aside-title = Apartados
drafts-set-aside-text = Estos ya no cuentan como pendientes. Puede traer de vuelta cada uno.
drafts-take-back = Traer de vuelta
drafts-was-set-aside = El borrador está apartado.
drafts-was-taken-back = El borrador está otra vez entre sus borradores.
drafts-begun-anew = El formulario está vacío otra vez. Lo que escribió antes está guardado.
drafts-about-nobody = Sobre nadie en particular
drafts-kind-contacts = Nota sobre un contacto
drafts-kind-me-plan = Palabras para mi plan de bienestar
drafts-kind-request = Algo que pedir sobre mi expediente
drafts-kind-look-question = Una pregunta sobre quién vio mi expediente
drafts-kind-own-person = Alguien a quien dejar entrar
drafts-kind-note-comment = Palabras sobre una nota
drafts-kind-sent-note = Una respuesta a una nota que leí
drafts-kind-restriction = Un deseo de dejar a alguien fuera
drafts-kind-message = Un mensaje
drafts-kind-message-answer = Una respuesta a un mensaje
drafts-kind-consent = Un consentimiento por preparar
drafts-kind-release = Algo que compartir hacia fuera
drafts-kind-person-request = Una petición anotada para una persona
drafts-kind-connection = Una conexión con un servicio
drafts-kind-library-send = Palabras junto a algo para leer
drafts-kind-plan-tool = Algo para mi caja de herramientas
drafts-kind-plan-try = Cómo fue con una herramienta
drafts-kind-plan-paper = Dónde está un papel legal
drafts-kind-circle-member = Alguien de mi círculo
drafts-kind-admin-library = Palabras para la biblioteca
drafts-kind-library-checklists = Una lista que usted empezó
drafts-kind-keep-directory = Un servicio del directorio
drafts-revision-keep-directory = Cambios a un servicio del directorio
drafts-revision-contacts = Cambios a una nota devuelta
drafts-revision-admin-library = Cambios a un texto de la biblioteca
drafts-revision-library-checklists = Una lista que usted empezó

## How long a draft has waited
drafts-age-today = Empezado hoy
drafts-age-recent = Espera desde ayer o anteayer
drafts-age-days = Espera desde hace { $days } días
drafts-age-week = Espera desde hace { $days } días, por favor termínelo
