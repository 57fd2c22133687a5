"""Who talks: an agent that understands, remembers, recommends and says why, over any catalogue and any language model.

`agent.agent.Agent` answers messages of a `Session`; `agent.build` makes one from a store. Sessions are kept by
`agent.sessions`, and the faces (page, API, terminal) share `agent.conversations`. Nothing here names an item that is
not in the catalogue, and no reason is said that was not checked.
"""
