"""What the team does with the content, kept in a database. The only place where SQLAlchemy lives.

`opening.open_store` gives the repositories: people, things, usage, cases and insights. What they answer is frozen and typed;
no row of the database leaves this package. Importing this module loads nothing; importing another of the package loads SQLAlchemy.
"""
