# Cuidar la biblioteca: lo que lee el equipo.

keeping-library-title = Cuidar la biblioteca
keeping-library-lead = Escriba, pida que lean alguien con experiencia vivida y alguien del equipo, y publique.
keeping-library-new = Escribir algo nuevo
keeping-library-see-public = Ver lo que todo el mundo ve
keeping-library-tabs = Textos por estado
keeping-library-tab-all = Todos
keeping-library-tab-draft = Borradores
keeping-library-tab-in-review = En lectura
keeping-library-tab-published = Publicados
keeping-library-tab-stale = Para volver a mirar
keeping-library-tab-retired = Retirados
keeping-library-state-draft = Borrador
keeping-library-state-in-review = En lectura
keeping-library-state-published = Publicado
keeping-library-state-retired = Retirado
keeping-library-none = Aquí no hay nada
keeping-library-none-text = Escriba algo nuevo, o mire otra lista.
keeping-library-rewritten = Público, con un borrador más nuevo
keeping-library-due = Hora de volver a mirar
keeping-library-answers = ayudó a { $helped }, no ayudó a { $not }
keeping-library-who-publishes = Publican quienes supervisan y la dirección.
keeping-library-back = Volver a la lista
keeping-library-back-to-item = Volver al texto

## One item
keeping-library-version = Versión { $number }
keeping-library-still-shows = Todo el mundo ve la versión { $number }
keeping-library-saved-by = Guardado por { $name }
keeping-library-sent-count =
    { $count ->
        [one] mandado a { $count } persona
       *[other] mandado a { $count } personas
    }
keeping-library-edit = Cambiar las palabras
keeping-library-ask = Mandar a leer
keeping-library-read-over = Revisar
keeping-library-publish = Publicar
keeping-library-looked = Sigue siendo cierto
keeping-library-retire = Retirar
keeping-library-bring-back = Traer de vuelta
keeping-library-versions = Versiones
keeping-library-looks = Así se ve
keeping-library-files = Imágenes y documentos
keeping-library-file = Imagen o PDF
keeping-library-file-hint = Hasta 20 MB.
keeping-library-file-says = Qué muestra la imagen
keeping-library-file-says-hint = Con palabras, para quien no la ve. Sin ellas la imagen no se acepta.
keeping-library-file-add = Agregar
keeping-library-file-mark = Para mostrarla, ponga esto entre las palabras:
keeping-library-file-remove = Quitar
keeping-library-file-none = No llegó ningún archivo. Elija uno e intente otra vez.
keeping-library-file-words = Diga qué muestra la imagen y agréguela otra vez.
keeping-library-file-added = Agregado.
keeping-library-file-removed = Quitado.
keeping-library-file-back = Está de vuelta.

## What was done
keeping-library-kept = Guardado como versión. Mándelo a leer cuando esté listo.
keeping-library-asked = Está en lectura.
keeping-library-asked-no-more = Es un borrador otra vez.
keeping-library-published = Publicado. Todo el mundo puede verlo.
keeping-library-unpublished = Deshecho. Está en lectura otra vez.
keeping-library-retired = Retirado. Ya nadie lo ve.
keeping-library-restored = Está de vuelta.
keeping-library-still-true = Gracias. Preguntaremos otra vez en un año.
keeping-library-not-now = Esto no se puede hacer con el texto como está ahora.
keeping-library-not-ready = Falta algo que debe tener. La lista de abajo dice qué.
keeping-library-changed = Alguien lo cambió en el mismo momento. Mire otra vez e intente de nuevo.

## Writing
keeping-library-edit-title = Escribir un texto
keeping-library-meanwhile = Alguien guardó la versión { $number } desde que usted empezó. Sus palabras están a salvo aquí. Mire esa versión y luego guarde la suya.
keeping-library-preview = Ver cómo quedará
keeping-library-preview-title = Cómo quedará
keeping-library-field-title = Título
keeping-library-field-summary = Una línea que lo explica
keeping-library-summary-hint = Qué gana quien lo lee.
keeping-library-field-kind = Qué es
keeping-library-field-language = Idioma
keeping-library-field-body = Las palabras
keeping-library-body-hint = Markdown: # para títulos, - para listas, ** para resaltar, [palabras](https://…) para enlaces. El HTML se muestra tal como se escribe.
keeping-library-level-now = Según la fórmula: { $level }
keeping-library-field-level = Cómo se lee, con sus propias palabras
keeping-library-level-hint = Déjelo vacío, y habla la fórmula.
keeping-library-field-topics = Temas
keeping-library-field-formats = Cómo se usa
keeping-library-field-audiences = Para quién es
keeping-library-three = Tres como mucho.
keeping-library-field-link = Enlace
keeping-library-link-hint = Si está en otro lugar de la red. Lo probamos cada semana.
keeping-library-field-document = Documento
keeping-library-no-document = Sin documento
keeping-library-document-later = Las imágenes y los documentos se agregan en la página del texto, cuando ya está guardado.
keeping-library-field-minutes = Minutos que lleva
keeping-library-field-source = Fuente
keeping-library-source-hint = Quién lo hizo y de dónde viene.
keeping-library-field-licence = Licencia
keeping-library-field-credits = Hecho con
keeping-library-credits-hint = Quienes le dieron forma desde su experiencia vivida, con los nombres que quieran.
keeping-library-owner = Quién responde por el texto
keeping-library-owner-hint = Se le pide que lo mire otra vez y que arregle los enlaces que no abren.
keeping-library-review-on = Volver a mirar el
keeping-library-review-hint = Vacío quiere decir en un año.
keeping-library-choose = Elija
keeping-library-keep = Guardar como versión
keeping-library-later = Más tarde
keeping-library-title-missing = Póngale un título.
keeping-library-choose-one = Elija una opción.
keeping-library-too-many = Elija tres como mucho.
keeping-library-too-long = Es demasiado largo.
keeping-library-no-link = Escriba una dirección completa que empiece con https://.
keeping-library-no-minutes = Escriba un número de 1 a 600.
keeping-library-no-day = Elija un día después de hoy.

## Versions
keeping-library-versions-title = Versiones
keeping-library-from = Antes
keeping-library-to = Después
keeping-library-compare = Comparar
keeping-library-same = No hay diferencias.

## Links
keeping-library-links-title = Enlaces que no abren
keeping-library-links-lead = Probamos cada enlace de un texto publicado una vez por semana. Después de dos fallas se le pide a su responsable que lo arregle.
keeping-library-links-tried = { $tried } de { $all } enlaces probados.
keeping-library-links-last = El último:
keeping-library-links-none = Todos los enlaces abren
keeping-library-links-none-text = O todavía no se probó ninguno.
keeping-library-link-dead = No está
keeping-library-link-unreached = No contesta
keeping-library-link-refused = No es una dirección que probemos
keeping-library-link-ok = Abre
keeping-library-link-failures =
    { $count ->
        [one] falló una vez
       *[other] falló { $count } veces
    }

## Paths
keeping-library-paths-title = Caminos
keeping-library-paths-none = Todavía no hay caminos.
keeping-library-paths-back = Volver a los caminos
keeping-library-path-new = Un camino nuevo
keeping-library-path-begin = Empezar
keeping-library-path-missing = Póngale un título, una línea y un idioma.
keeping-library-path-made = Empezado. Ahora agregue textos.
keeping-library-path-add = Agregar un texto
keeping-library-path-add-this = Agregar
keeping-library-path-added = Agregado.
keeping-library-path-take-out = Quitar
keeping-library-path-taken = Quitado.
keeping-library-path-publish = Mostrarlo a todo el mundo
keeping-library-path-unpublish = No mostrarlo más
keeping-library-path-published = Todo el mundo puede verlo.
keeping-library-path-unpublished = Ahora solo lo ve el equipo.
keeping-library-path-remove = Quitar el camino
keeping-library-path-removed = Quitado.
keeping-library-path-back = Está de vuelta.
keeping-library-gone = Ya no está publicado

## Sending
keeping-library-send-title = Mandar a alguien a quien apoyo
keeping-library-send-to = Para
keeping-library-send-choose = Elija a alguien
keeping-library-send-words = Una línea de usted
keeping-library-send-hint = La persona la lee junto al texto, en sus propias páginas.
keeping-library-send = Mandar
keeping-library-send-this = Elegir
keeping-library-send-from-contact = Mandar algo de la biblioteca
keeping-library-send-to-name = Mandar a { $name }
keeping-library-choose-again = Elegir otra cosa
keeping-library-back-to-contact = Volver al contacto
keeping-library-send-nobody = Elija a alguien.
keeping-library-send-no-people = Ahora no apoya a nadie
keeping-library-send-no-people-text = Aquí verá a las personas a quienes apoya.
keeping-library-sent = Mandado. Está en sus propias páginas.
keeping-library-taken-back = Deshecho.
keeping-library-person-title = Cosas para leer
keeping-library-person-of = Cosas para leer para { $name }
keeping-library-back-to-person = Volver a { $name }
keeping-library-sent-title = Mandado
keeping-library-sent-none = Todavía no se mandó nada.
keeping-library-send-more = Buscar algo para mandar
keeping-library-answer-helped = Le ayudó
keeping-library-answer-waits = Sin respuesta todavía
keeping-library-answer-not-helped = No le ayudó
