# What people are in a program.

role-peer-specialist = Especialista de pares
role-volunteer-peer = Voluntariado de pares
role-supervisor = Supervisión
role-team-member = Integrante del equipo
role-director = Dirección
role-hiring = Contratación
role-certification = Certificación
role-auditor = Auditoría
role-participant = Participante
role-supporter = Persona de apoyo
