"""Staydown's module for Synapse, which loads it as `staydown_synapse.module.Staydown`.

`settings`: what the operator wants. `record`: what is told of an account, pure. `client`: asking.
`accounts`: what is read of Synapse's accounts and done to them. `newcomers`: what new accounts do
in open rooms. `waiting`: whom nobody could be asked about. `module`: all of it together.
"""
