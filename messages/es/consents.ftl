# Permisos: lo que una persona aceptó.

consents-nav = Lo que acepté
consents-title = Permisos
consents-lead = Lo que esta persona aceptó, con quién se comparte y hasta cuándo. Puede retirar todo.
consents-mine-title = Lo que acepté
consents-mine-lead = Usted decide. Lea cada hoja. Firme, diga que no o retírela. Nadie le trata peor por eso.
consents-one-title = Permiso
consents-waiting = Le espera
consents-holding = Lo que aceptó
consents-holding-none = Nada por ahora.
consents-past = Ya no vale
consents-mine-back = Todo lo que acepté
consents-back = Todos los permisos
consents-print-back = Volver
consents-my-restrictions = Que alguien no vea
consents-none-title = Todavía nada
consents-none-text = Hagan un permiso en conjunto. La persona lo lee y firma, aquí o en su propia página.
consents-to = para { $name }
consents-ends = termina
consents-new = Nuevo permiso
consents-release = Compartir afuera
consents-restrictions = Que alguien no vea
consents-disclosures = Lo que salió

## Where it stands
consents-state-prepared = Sin firma
consents-state-signed = Vale
consents-state-incomplete = Le falta algo
consents-state-expired = Ya terminó
consents-state-revoked = Se retiró
consents-state-declined = Dijo que no
consents-state-replaced = Hay uno nuevo

## What is missing
consents-missing-title = Todavía no abre nada
consents-missing-text = Se puede firmar como un deseo. Solo vale cuando tiene esto:
consents-names-nobody = No nombra a nadie. Por eso no abre nada solo. Nombre a quien lo recibe para dejarle entrar.

## Making one
consents-new-title = Nuevo permiso
consents-choose = ¿De qué trata?
consents-language = Idioma del texto
consents-language-hint = El que la persona lee mejor.
consents-from = ¿Quién comparte?
consents-from-hint = El programa que puede darlo.
consents-from-choose = Elija
consents-from-house = Todo { $name }
consents-information = ¿Qué se comparte?
consents-information-hint = Solo lo que hace falta.
consents-information-everything = Todo
consents-information-record = Quién es la persona y cómo encontrarla
consents-information-notes = Notas
consents-information-goals = Metas
consents-information-schedule = Lo planeado
consents-information-referrals = Cómo llegó y a dónde fue
consents-who = ¿Quién lo recibe?
consents-who-hint = Por su nombre. “Mis médicos” no nombra a nadie.
consents-way-account = Alguien que trabaja aquí
consents-way-program = Un programa de esta casa
consents-way-outside = Alguien de afuera
consents-way-class = Quienes me tratan, pagan mi atención o ayudan al programa
consents-to-account = ¿Quién trabaja aquí?
consents-to-program = ¿Qué programa?
consents-to-choose = Elija
consents-to-outside = Nombre de la persona o del lugar
consents-to-outside-hint = El nombre completo, como en sus cartas.
consents-purpose = ¿Para qué es?
consents-purpose-support = Para darme apoyo
consents-purpose-tpo = Para tratarme, cobrar y llevar el programa
consents-purpose-billing = Para cobrar
consents-purpose-advocacy = Para casa, trabajo, escuela o dinero
consents-purpose-family = Para que familia o amistades estén a mi lado
consents-purpose-own-request = Porque yo lo pido
consents-purpose-proceedings = Para un caso ante un juez
consents-purpose-research = Para un estudio
consents-details = Diga más
consents-details-hint = Un número, un correo, qué cosa, dónde.
consents-until = Último día
consents-until-hint = Después de este día ya no vale.
consents-until-taken-back = cuando yo lo retire
consents-save = Guardar
consents-cancel = Volver
consents-prepared = Guardado. Ya se puede leer y firmar.
consents-edit = Cambiar
consents-error-kind = Elija de qué trata.
consents-error-until = Escriba el día con mes, día y año.
consents-error-to = Elija quién lo recibe.

## Signing
consents-sign-title = Firmar
consents-draw = Dibuje su nombre, si quiere
consents-draw-hint = Con el dedo, un lápiz o el ratón. Su nombre escrito vale igual.
consents-draw-again = Dibujar otra vez
consents-name = Su nombre
consents-name-hint = Escribir su nombre es firmar.
consents-role = Si firma por otra persona: ¿con qué derecho?
consents-role-hint = Como madre, padre o tutor. Deje esto vacío si firma por usted.
consents-agree = Lo leí, o me lo leyeron, y estoy de acuerdo.
consents-sign = Firmar
consents-error-name = Escriba su nombre.
consents-error-agree = Marque la casilla si está de acuerdo.
consents-error-signed-on = Escriba el día que dice el papel. No puede ser después de hoy.
consents-sign-here = Firmar en esta pantalla
consents-waits = También espera en la página de { $name }.
consents-device-of = En la pantalla de { $name }
consents-signed = Firmado. Puede imprimir una copia.
consents-signed-incomplete = Firmado como un deseo. Le falta algo y por eso no abre nada. Vea abajo.
consents-signed-title = Firmó
consents-drawn-by = La firma de { $name }
consents-how-drawn = Con dibujo
consents-how-typed = Con letras
consents-how-paper = En papel
consents-version = texto { $number }
consents-print = Imprimir una copia
consents-print-hint = Imprima esta página con su navegador.
consents-changed = Esto cambió en este momento. Véalo otra vez.

## On paper
consents-paper = Se firmó en papel
consents-paper-title = Firmado en papel
consents-paper-lead = El papel debe decir lo mismo que esto. Si no, cambie antes el texto.
consents-paper-name = ¿Quién firmó?
consents-paper-day = ¿Qué día dice el papel?
consents-paper-place = ¿Dónde está el papel?
consents-paper-place-hint = Para que se pueda encontrar.
consents-paper-combined = La misma hoja pide también otra cosa.
consents-paper-combined-hint = Algunos permisos piden su propia hoja.
consents-paper-save = Guardar

## Taking back
consents-take-back = Retirarlo
consents-take-back-text = Se detiene en ese momento. No se puede deshacer, pero puede firmar uno nuevo cuando quiera.
consents-take-back-do = Retirarlo ahora
consents-decline = Decir que no
consents-decline-do = No, gracias
consents-words = ¿Quiere decir por qué?
consents-words-hint = No hace falta.
consents-taken-back = Listo. Ya no se comparte nada con este permiso.
consents-taken-back-at = Se retiró
consents-renew = Hacer uno nuevo

## Keeping somebody out
consents-wish-title = Que alguien no vea
consents-wish-staff-title = Deseos de que alguien no vea
consents-wish-lead = ¿Hay alguien que no debe ver lo que está aquí? Díganos. Le contestamos en dos semanas. Cuando decimos que sí, vale en ese momento.
consents-wish-new = Pedirlo
consents-wish-who = ¿Quién no debe verlo?
consents-wish-what = ¿Qué no debe ver?
consents-wish-ask = Pedir
consents-wish-asked-ok = Lo tenemos. Le vamos a contestar.
consents-wish-end = Ya no lo necesito
consents-wish-ended-ok = Ya no vale.
consents-wish-answer-is = Lo que contestamos:
consents-wish-answer-words = Sus palabras a la persona
consents-wish-agree = De acuerdo
consents-wish-decline = No se puede
consents-wish-answered-ok = Guardado. La persona lo puede leer.
consents-wish-error-to = Elija quién no debe verlo.
consents-wish-error-information = Elija qué no debe ver.
consents-wish-error-words = Diga por qué, para que la persona lo sepa.
consents-wish-asked = Le falta una respuesta
consents-wish-agreed = Dijimos que sí
consents-wish-declined = No se pudo
consents-wish-ended = Ya no vale
consents-wish-none-title = Ningún deseo
consents-wish-none-text = La persona no pidió que alguien no vea.
