# The frame of every page and the shared parts.

layout-product = Accompany
layout-skip = Ir a la parte principal
layout-navigation = Principal
layout-nav-waiting = { $count ->
    [one] { $count } en espera
   *[other] { $count } en espera
}
layout-add-contact = Agregar contacto
layout-more = Más
layout-more-title = Todos los lugares
layout-account-menu = Su cuenta
layout-my-account = Mi cuenta
layout-sign-out = Salir
layout-undo = Deshacer
layout-close = Cerrar

## Help now. This site is not watched around the clock, and must say so.
layout-help-link = Ayuda ahora
layout-help-now = ¿Necesita ayuda ahora?
layout-help-call = Llame al 988
layout-help-text = Mande un mensaje al 988
layout-help-more = Otras líneas a las que llamar o escribir
layout-help-not-watched = Nadie mira este sitio todo el día. El 988 es gratis y contesta de día y de noche; para español, oprima 2. Si alguien está en peligro, llame al 911.

## Keys
layout-shortcuts = Atajos del teclado
layout-key-search = Ir a buscar
layout-key-day = Ir a Mi día
layout-key-people = Ir a Personas

## Parts
layout-error-mark = Error:
layout-optional = (opcional)
layout-summary-title = { $count ->
    [one] Hay que cambiar una cosa
   *[other] Hay que cambiar { $count } cosas
}
layout-pager = Páginas
layout-older = Anteriores
layout-newer = Más nuevos
layout-element-done = Listo:
layout-element-missing = Falta:

## Saving while someone writes
layout-draft-saved = Guardado { $time }
layout-draft-saving = Guardando…
layout-draft-unsaved = Sin guardar todavía
layout-draft-waiting = Guardado en este aparato, en espera de conexión
layout-draft-not-kept = No se guardó. Deje esta página abierta; seguimos intentando.
layout-draft-refused = El servidor no lo aceptó. Sus palabras siguen aquí; seguimos intentando.
layout-draft-not-sent = Todavía no se mandó. Sus palabras están guardadas. Pruebe otra vez cuando tenga conexión.
layout-draft-begun = Usted empezó esto
layout-draft-anew = Empezar de nuevo

## Two versions of the same note
layout-other-title = Esta nota también se cambió en otro lugar
layout-other-text = Otro aparato guardó estas palabras { $when }. Lo subrayado es de ese aparato, lo tachado es de usted.
layout-device-title = Este aparato tiene palabras sin guardar
layout-device-text = Se escribieron { $when }. Lo subrayado es de este aparato, lo tachado está en la página.
layout-choice-theirs = Usar las del otro
layout-choice-mine = Conservar las mías
layout-choice-device = Usar las palabras de este aparato
layout-choice-page = Conservar lo que está en la página
layout-choice-both = Conservar las dos

## Signing in again in place
layout-again-title = Entre otra vez, por favor
layout-again-text = Pasó un rato sin usar la página. Sus palabras están a salvo, y usted sigue en esta página.
layout-again-email = Correo electrónico
layout-again-password = Contraseña
layout-again-code = Código de su aplicación
layout-again-submit = Entrar
layout-again-passkey = Entrar con una llave de acceso
layout-again-close = Ahora no
layout-again-failed = Eso no funcionó. Vea su conexión y pruebe otra vez.

## Times
when-day-and-time = { $day }, { $time }
when-day-in-full = { $weekday } { $date }
when-today = hoy
when-yesterday = ayer
when-tomorrow = mañana
when-am = { $time } a.{"\u00A0"}m.
when-pm = { $time } p.{"\u00A0"}m.
when-date = { $day } de { $month }
when-date-and-year = { $day } de { $month } de { $year }
when-weekday-1 = lunes
when-weekday-2 = martes
when-weekday-3 = miércoles
when-weekday-4 = jueves
when-weekday-5 = viernes
when-weekday-6 = sábado
when-weekday-7 = domingo
when-month-1 = enero
when-month-2 = febrero
when-month-3 = marzo
when-month-4 = abril
when-month-5 = mayo
when-month-6 = junio
when-month-7 = julio
when-month-8 = agosto
when-month-9 = septiembre
when-month-10 = octubre
when-month-11 = noviembre
when-month-12 = diciembre
layout-leave = Salir rápido
layout-leaving = Un momento
