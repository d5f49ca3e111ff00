# El directorio, como lo lee todo el mundo.

directory-title = Busque ayuda cerca
directory-lead = Comida, un lugar donde dormir, alguien con quien hablar. Busque lo que le hace falta. No tiene que entrar con una cuenta.
directory-search = Buscar servicios
directory-words = Palabras para buscar
directory-words-hint = Como comida o renta. No importa si hay un error al escribir.
directory-near = Cerca de
directory-near-hint = Su código postal.
directory-near-map = Elegir un lugar en el mapa
directory-how-far = Qué tan lejos
directory-miles = { $miles ->
    [one] 1 milla
   *[other] { $miles } millas
}
directory-open-now = Abierto ahora
directory-more-choices = Más opciones
directory-needs = ¿Qué le hace falta?
directory-ways = Cómo es ahí
directory-costs = Cuánto cuesta
directory-access = Entrar y hacerse oír
directory-language = Idioma
directory-any = Cualquiera
directory-find = Buscar
directory-clear = Empezar de nuevo
directory-place-unknown = Todavía no conocemos ese lugar. Pruebe un código postal cercano, o elija un lugar en el mapa.
directory-meant = Esto es lo que hay para “{ $words }”.
directory-found = Lo que hay
directory-word-unknown = No hay nada con “{ $word }”
directory-word-unknown-text = Pruebe otra palabra, o vea la lista de arriba.
directory-none = Nada cumple con todo
directory-none-text = Quite una opción, o busque un poco más lejos.
directory-more = Ver más
directory-look-on = Seguir buscando
directory-none-yet = Todavía nada que cumpla con todo esto. Queda más lista por revisar.
directory-count = { $count ->
    [one] 1 servicio
   *[other] { $count } servicios
}
directory-empty = Aún no hay servicios
directory-empty-text = El equipo llena esta lista poco a poco. Vuelva pronto.
directory-away = A { $miles } millas
directory-open = Abierto ahora
directory-not-open = Cerrado ahora
directory-closed-day = Cerrado
directory-all-day = Abierto todo el día
directory-from-to = de { $opens } a { $closes }
directory-never-checked = Aún no lo comprobamos.
directory-checked = { $days ->
    [0] Comprobado hoy.
    [one] Comprobado hace 1 día.
   *[other] Comprobado hace { $days } días.
}
directory-checked-by = Por { $name }.
directory-sure = Es seguro
directory-call-first = Llame antes
directory-doubtful = Puede ser viejo
directory-alert = Tome nota
directory-closed-for-a-time = Cerrado por ahora
directory-closed-until = Cerrado hasta el { $day }
directory-gone = Este lugar ya cerró
directory-gone-text = La página sigue aquí para que lo sepa.
directory-call = Llame o mande un mensaje
directory-hours = Horas
directory-where = Dónde
directory-who = Quién puede ir
directory-ages-between = De { $from } a { $to } años.
directory-ages-from = De { $from } años en adelante.
directory-ages-to = Hasta los { $to } años.
directory-how = Cómo empezar
directory-wait = Cuánto se espera
directory-cost = Costo
directory-bring = Qué llevar
directory-speaks = Idiomas
directory-area = Para gente de
directory-ask-for = Pregunte por
directory-email = Correo electrónico
directory-website = Página web
directory-wrong = Algo está mal aquí
directory-back = Volver
directory-keep = Abrir en el escritorio
directory-map-label = Mapa de lo que hay. La lista tiene los mismos lugares.
directory-map-here = Usted busca desde aquí
directory-scale = { $miles } mi
directory-map-title = Elija un lugar
directory-map-text = Haga clic en el mapa donde quiere buscar. O elija un lugar de la lista.
directory-map-alt = Mapa de todos los servicios. Para elegir sin el mapa, use la lista.
directory-map-list = Lugares
directory-report-title = Algo está mal aquí
directory-report-text = Gracias por avisar. No le vamos a pedir su nombre. Alguien del equipo lo va a ver.
directory-report-kind = ¿Qué está mal?
directory-report-kind-missing = Elija qué está mal.
directory-report-words = ¿Qué sería lo correcto?
directory-report-words-hint = Si lo sabe. No escriba de ninguna persona.
directory-report-too-long = Dígalo con menos palabras.
directory-report-again = Mándelo otra vez, por favor.
directory-report-leave-empty = Deje esto vacío
directory-report-send = Avisar
directory-report-thanks = Gracias. Lo vamos a comprobar.
directory-pocket-make = Hacer una hoja de bolsillo
directory-pocket-add = Poner en una hoja de bolsillo
directory-pocket-title = Hoja de bolsillo
directory-pocket-sheet = Lugares que ayudan
directory-pocket-text = Elija hasta 8 servicios y ponga todo en una hoja, con letra grande. Aquí no se guarda lo que elige.
directory-pocket-none = Aún no hay nada en la hoja.
directory-pocket-chosen = En la hoja
directory-pocket-language = Idioma de la hoja
directory-pocket-print = Ver la hoja
directory-pocket-full = La hoja está llena. Quite uno para poner otro.
directory-pocket-more = Buscar más
directory-pocket-take = Poner en la hoja
directory-pocket-print-hint = Imprima esta página. No lleva su nombre.
directory-pocket-code = Código para leer con un celular
directory-pocket-code-text = Con él se ve esta lista en un celular. Sirve hasta el { $day }.
directory-pocket-over = Este código ya no sirve
directory-pocket-over-text = Los códigos duran unas semanas, porque los lugares cambian. Puede buscar otra vez.
