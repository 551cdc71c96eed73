"""What the team does with the content, kept in a database. The only place where SQLAlchemy lives.

`opening.open_store` gives the repositories: people, sessions, tokens, things, usage, cases, archive and insights. What they
answer is frozen and typed; no row of the database leaves this package. Its modules load SQLAlchemy, so they are imported
when they are first needed; `versions`, `lines` and `sqlite_backup` do not.
"""
