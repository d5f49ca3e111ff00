# Lo que una persona lee de las notas sobre ella y de todo su expediente.

me-notes-nav = Mis notas
me-notes-title = Mis notas
me-notes-lead = Estas son las notas de su tiempo con nosotros. Puede leer cada una y decir lo que piensa.
me-notes-none = Todavía no hay notas.
me-notes-held = Una parte de lo suyo no se ve aquí por ahora. La ley lo deja en pocos casos. Puede pedir la razón. Puede pedir que se mire otra vez. Hable con su par o con quien dirige el programa.
me-notes-one-waiting = Una nota le espera
me-notes-waiting-text = { $name } escribió una nota y quiere que la lea.
me-notes-read = Leerla
me-notes-by = La escribió { $name }
me-notes-comments = { $count ->
    [one] { $count } comentario
   *[other] { $count } comentarios
}
me-notes-in-error = Esta nota fue un error. No cuenta.
me-notes-changing = { $name } todavía trabaja en esta nota.
me-notes-words = Lo que usted agregó
me-notes-part = Su parte
me-notes-part-together = Usted y su par escribieron esta nota.
me-notes-part-read-back = Usted leyó esta nota, o se la leyeron.
me-notes-part-sent = La nota se le envió para leerla.
me-notes-part-declined = Usted no quiso ayudar a escribir esta nota. Está bien.
me-notes-part-agrees = Usted dijo que está de acuerdo.
me-notes-part-disagrees = Usted dijo que no está de acuerdo.
me-notes-part-changed = Hay palabras que cambiaron después de que la leyó.
me-notes-steps = Lo que sigue
me-notes-added = Se agregó después
me-notes-said = Lo que dijeron los dos
me-notes-kind-comment = Comentario
me-notes-kind-answer = Respuesta
me-notes-kind-disagreement = Declaración de desacuerdo
me-notes-you = Usted
me-notes-say-title = Diga lo que piensa
me-notes-say-kind = ¿Qué es?
me-notes-say-comment = Un comentario o una pregunta
me-notes-say-disagreement = No estoy de acuerdo. Guarden mis palabras con esta nota para siempre.
me-notes-say-words = Sus palabras
me-notes-say-hint = Nadie las puede cambiar. { $name } le va a responder.
me-notes-say-error = Primero escriba unas palabras.
me-notes-say = Enviar
me-notes-was-said = Sus palabras ya están con la nota. Va a recibir una respuesta.
me-notes-print = Imprimir esta nota
me-notes-print-title = Mi nota
me-notes-print-hint = Use el botón de imprimir de su navegador. Guarde el papel en un lugar seguro.
me-notes-all = Todas mis notas

## A note to read before it is signed
me-together-title = Lea esta nota
me-together-lead = Esta es la nota de su tiempo en compañía, { $name }. ¿Está bien? ¿Falta algo?
me-together-from = { $name } escribió esto para que usted lo lea. Todavía no tiene firma.
me-together-empty = Todavía no hay palabras.
me-together-words = Sus propias palabras
me-together-words-hint = Escriba lo que quiere agregar. Queda en la nota tal como lo escribe.
me-together-view = ¿Está de acuerdo con esta nota?
me-together-view-agrees = Sí, estoy de acuerdo
me-together-view-disagrees = No, no estoy de acuerdo
me-together-view-open = No quiero decirlo
me-together-send = Enviar mi respuesta
me-together-was-sent = Gracias. Su respuesta va en la nota.
me-together-was-late = La nota ya tenía firma. Sus palabras están al lado.
me-together-error = Elija una respuesta o escriba unas palabras.
me-together-can-change = Puede cambiar esto hasta que la nota tenga firma.

## The whole record
me-record-nav = Mi expediente
me-record-title = Mi expediente
me-record-lead = Esto es suyo. Puede leerlo y guardarlo. Lo puede pedir todo cuando quiera.
me-record-print = Ver todo en una página
me-record-print-hint = Para leerlo o para imprimirlo.
me-record-page = Bajarlo como página
me-record-page-hint = Se abre en cualquier celular. No pide más nada.
me-record-file = Bajarlo como datos
me-record-file-hint = Para que otros programas lo lean.
me-record-safe = Cuide dónde lo guarda. Quien lo tiene lo puede leer.
me-record-whole-title = Todo mi expediente
me-record-made = Hecho el { $day } para { $name }.
me-record-me = Sobre mí
me-record-name = Nombre
me-record-pronouns = Pronombres
me-record-born = Fecha de nacimiento
me-record-language = Idioma
me-record-own-words = En mis palabras
me-record-reach = Cómo hablar conmigo
me-record-programs = Programas
me-record-since = desde el { $day }
me-record-people = Quién me apoya
me-record-legal-name = Nombre en papeles
me-record-about = Lo que anotó el equipo
me-record-goals = Mis metas
me-record-goal = Meta
me-record-goal-why = Por qué me importa
me-record-goal-step = Paso
me-record-rating = { $rating } de 10
me-record-done = Hecho
me-record-notes = Mis notas
me-record-nothing = Todavía no hay nada.
