# Acceso de emergencia: un expediente abierto con una razón, por cuatro horas.

emergency-nav = Emergencia
emergency-title = Acceso de emergencia
emergency-lead = Solo cuando la vida o la salud de alguien está en peligro ahora. Abre un expediente por cuatro horas. La persona lo sabe y la dirección lo ve.
emergency-name = Nombre
emergency-name-hint = El nombre completo que usa la persona, exacto.
emergency-birth-date = Fecha de nacimiento
emergency-reason = ¿Qué está pasando?
emergency-reason-hint = Al menos 20 letras. La persona lo puede leer.
emergency-open = Abrir por cuatro horas
emergency-begun = El expediente está abierto por cuatro horas. La persona y la dirección lo saben.
emergency-error-name = Escriba el nombre completo.
emergency-error-birth-date = Escriba la fecha de nacimiento.
emergency-error-reason = Diga qué está pasando, en al menos 20 letras.
emergency-error-nobody = No se pudo abrir a nadie con ese nombre y esa fecha exactos. Pregunte en el programa de la persona, o llame al 911.
emergency-list-title = Accesos de emergencia que se usaron
emergency-list-lead = Vea cada uno en tres días hábiles. ¿Hizo falta? Hable con quien lo usó y con la persona.
emergency-none-title = Nadie lo usó
emergency-none-text = Es una buena noticia.
emergency-who = { $worker } abrió el expediente de { $person }
emergency-is-reviewed = Visto
emergency-review-words = ¿Qué encontró?
emergency-review-do = Ya lo vi
emergency-reviewed-ok = Guardado.
emergency-error-words = Diga en pocas palabras qué encontró.
emergency-error-reviewed = Alguien ya lo vio, o lo usó usted. Eso lo ve otra persona de la dirección.
