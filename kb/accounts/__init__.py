"""How the people of the team prove who they are: passwords, signed-in browsers, tokens of programs.

It stands on the store and knows neither HTTP nor the command line. Its parts are given the store they work on.
"""
