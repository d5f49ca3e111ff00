# What people are in a program.

role-peer-specialist = Peer specialist
role-volunteer-peer = Volunteer peer
role-supervisor = Supervisor
role-team-member = Team member
role-director = Director
role-hiring = Hiring
role-certification = Certification
role-auditor = Auditor
role-participant = Participant
role-supporter = Supporter
