# La biblioteca como todas las personas la leen. Todos los textos son claros.

library-nav = Biblioteca
library-title = Biblioteca
library-lead = Cosas para leer, ver y probar, de { $house }. No hace falta una cuenta.
library-search = ¿Qué busca?
library-search-hint = Una o dos palabras bastan. No importa si hay faltas.
library-narrow = Elegir por tema, uso, lectores o idioma
library-any = Todo
library-find = Buscar
library-all = Ver todo
library-places = Más en la biblioteca
library-find-some = Mirar en la biblioteca
library-keep = Cuidar la biblioteca
library-count =
    { $count ->
        [one] { $count } cosa para leer o probar
       *[other] { $count } cosas para leer o probar
    }
library-none-title = No hay nada así
library-none-text = Pruebe con menos palabras, o vea todo.
library-more = Mostrar más
library-back = Volver a la biblioteca
library-minutes =
    { $minutes ->
        [one] { $minutes } minuto
       *[other] { $minutes } minutos
    }

## On this device
library-device-title = Guardado en este aparato
library-device-text = Solo este aparato lo sabe. Nadie más lo ve.
library-device-save = Guardar en este aparato
library-device-saved = Guardado en este aparato
library-device-remove = Quitar de la lista

## One item
library-published = En estas páginas desde
library-open-paper = Abrir { $name }
library-open-link = Abrir la página
library-fact-about = Qué es
library-fact-topics = Temas
library-fact-formats = Cómo se usa
library-fact-audiences = Para
library-fact-level = Cómo se lee
library-fact-credits = Hecho con
library-fact-source = De
library-fact-licence = Usted puede
library-level-grade = Como un texto de grado { $grade }
library-level-very-easy = Muy fácil de leer
library-level-fairly-easy = Fácil de leer
library-level-normal = No muy difícil de leer
library-level-rather-hard = Algo difícil de leer
library-level-very-hard = Difícil de leer
library-keep-title = Guardar
library-save = Guardar en mi lista
library-forget = Quitar de mi lista
library-saved = Está en su lista.
library-forgotten = Ya no está en su lista.
library-print = Imprimir
library-send = Mandar a alguien a quien apoyo
library-edit = Cambiar
library-share-title = Compartir
library-share-text = Mandar por mensaje
library-share-mail = Mandar por correo
library-share-link = El enlace
library-share-link-hint = Cópielo y péguelo donde quiera.
library-share-qr = Apunte un celular aquí para abrir la página.

## My list
library-mine-title = Mi lista
library-mine-lead = Lo que usted guardó. Solo usted lo ve.
library-mine-none = Su lista está vacía
library-mine-none-text = Cuando halle algo bueno, guárdelo y aquí lo verá.

## Paths
library-paths-title = Caminos
library-paths-lead = Unas pocas cosas para leer, una tras otra. Tome su tiempo.
library-paths-none = Aún no hay caminos
library-paths-none-text = Puede mirar todo lo que hay.
library-paths-back = Volver a los caminos
library-path-steps =
    { $count ->
        [one] { $count } paso
       *[other] { $count } pasos
    }
library-path-mine = Hasta dónde voy
library-path-mine-only = Solo usted lo ve.
library-path-far = { $done } de { $all } hechos
library-path-is-done = Hecho
library-path-do = Ya lo hice
library-path-not-done = Aún no lo hice
library-path-done = Marcado como hecho.
library-path-undone = Ya no está marcado como hecho.

## For peer specialists
library-peers-title = Para especialistas de pares
library-peers-lead = Para su propio trabajo. Llene las listas aquí e imprima, a solas o con alguien.
library-peers-items = Para leer
library-peers-back = Volver a las listas
library-checklists-title = Listas para llenar
library-checklist-not-kept = Lo que escriba queda en esta página. No guardamos nada.
library-checklist-mine = Este es su propio borrador. Solo usted lo ve.
library-checklist-notes = Notas
library-checklist-keep = Guardar como mi borrador
library-checklist-save = Guardar
library-checklist-saved = Guardado
library-checklist-kept = Guardado como su borrador. Está con sus otros borradores.

## For you
library-for-me-title = Para usted
library-for-me-lead = Su especialista de pares pensó en usted. Léalo o déjelo, como quiera.
library-for-me-none = Aún no hay nada
library-for-me-none-text = Cuando su especialista de pares le mande algo, aquí lo verá.
library-for-me-by = De { $name },
library-for-me-waiting =
    { $count ->
        [one] Hay { $count } cosa nueva para leer
       *[other] Hay { $count } cosas nuevas para leer
    }
library-did-it-help = ¿Le ayudó “{ $title }”?
library-helped = Me ayudó
library-not-helped = No me ayudó
library-answered = Gracias. Así otras personas hallan lo que es bueno.
library-answer-missing = Elija una de las dos.

## Reading over
library-reviews-title = Para revisar
library-reviews-lead = Aún no son públicos. Díganos si son claros y amables.
library-reviews-none = Nada le espera
library-reviews-none-text = Puede mirar lo que ya es público.
library-reviews-back = Volver a la lista
library-review-title = ¿Es claro y amable?
library-review-lead = Léalo como lo haría una buena amistad. Lo que usted diga decide si se publica.
library-review-said = Lo que otras personas dijeron
library-review-lived = Alguien que recibe apoyo o que acompaña
library-review-mine = ¿Qué dice usted?
library-review-own = Usted lo escribió, y por eso su sí no cuenta. Lo que anote sí ayuda.
library-review-no-name = Su nombre no se verá.
library-review-question = ¿Está listo?
library-review-words = ¿Qué debe cambiar, o qué está bien?
library-review-words-hint = Si no está listo, diga qué debe cambiar.
library-review-words-missing = Diga qué debe cambiar.
library-review-words-long = Es muy largo. Por favor, hágalo más corto.
library-review-send = Mandar
library-reviewed = Gracias. Su palabra cuenta.
library-verdict-ready = Sí, está listo
library-verdict-change = Todavía no
library-verdict-missing = Elija una de las dos.
library-checks-title = Lo que tiene y lo que le falta
library-check-may-wait = Puede esperar
