# How somebody reads: language and text size, in the foot of every page and with one's account.

# Each language says its own name.
reading-own-name = Español
reading-title = Idioma y tamaño de la letra
reading-language = Idioma
reading-text-size = Tamaño de la letra
reading-text-size-usual = Normal
reading-text-size-large = Grande
reading-text-size-largest = Muy grande
reading-save = Usar así
reading-saved = Guardado. Las páginas ahora se ven así.
