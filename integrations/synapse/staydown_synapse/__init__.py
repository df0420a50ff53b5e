"""Staydown's module for Synapse, which loads it as `staydown_synapse.module.Staydown`.

`settings` reads them, `record` says what is told of an account, `client` asks, `waiting` remembers
whom nobody could be asked about, `module` listens to Synapse and acts.
"""
