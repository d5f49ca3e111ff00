# El círculo de apoyo de cada persona.

circle-nav = Mi círculo
circle-title = Mi círculo
circle-lead = La gente, los lugares y los grupos de su vida. Lo ve usted, y con quien usted lo comparta.
circle-none = Aún no hay nadie. ¿Quién o qué le hace bien?
circle-add = Poner en mi círculo
circle-me = Yo
circle-picture-title = Mi círculo en dibujo
circle-picture-text = { $count ->
    [0] Aún no hay nadie en el círculo.
    [one] Una marca junto al centro. La lista dice quién o qué es.
   *[other] { $count } marcas junto al centro. Lo cercano está cerca. La lista dice quién o qué es cada número.
}
circle-gives-is = Da:
circle-may-know-is = Puede saber:
circle-since = desde
circle-until = hasta
circle-before = Antes estaba
circle-new-title = Poner en mi círculo
circle-edit-title = Cambiar esto
circle-name = Nombre
circle-name-hint = Por ejemplo: tía Rosa, la biblioteca, el grupo del lunes.
circle-name-missing = Escriba un nombre.
circle-kind = ¿Quién o qué es?
circle-kind-missing = Elija qué es.
circle-closeness = ¿Qué tan cerca lo siente?
circle-closeness-missing = Elija qué tan cerca.
circle-gives = ¿Qué le da?
circle-gives-hint = Por ejemplo: risas, un viaje en coche, un lugar en calma.
circle-may-know = ¿Qué puede saber de usted?
circle-may-know-hint = Por ejemplo: todo, solo cuándo nos vemos, nada de esto.
circle-since-on = ¿Desde cuándo?
circle-until-on = ¿Hasta cuándo?
circle-until-hint = Solo si ya pasó. Se queda en su lista, en «Antes estaba».
circle-until-before-since = El fin no puede ser antes del inicio.
circle-keep = Guardar
circle-cancel = Volver
circle-added = Está en su círculo.
circle-changed = Guardado.
circle-changed-meanwhile = Usted cambió esto en otra ventana. Mire otra vez y guarde.
circle-remove = Quitar de mi círculo
circle-removed = Ya no está en su círculo.
circle-back = Está de vuelta en su círculo.
circle-share-title = Quién puede ver mi círculo
circle-share-text = Usted decide. Lo ven entero y no pueden cambiar nada. Puede parar cuando quiera.
circle-share-nobody = Aún no hay con quién compartir. Aquí salen su par y la gente que usted invite.
circle-share-with = Compartir con { $name }
circle-stop-with = Dejar de compartir con { $name }
circle-now-shared = { $name } ya puede ver su círculo.
circle-now-stopped = Ya no lo puede ver.
circle-shared-title = Un círculo que le comparten
circle-shared-of = El círculo de { $name }
circle-shared-text = { $name } quiso mostrarle esto. Ve cuándo usted mira. Puede parar cuando quiera.
circle-shared-none = Está vacío.
