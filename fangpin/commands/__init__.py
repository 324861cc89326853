"""The commands, a module each, in the order in which people need them."""

COMMANDS = (
    "scan",
    "validate",
    "inspect",
    "explain",
    "whatif",
    "gaps",
    "diff",
    "audit",
    "send",
    "leakcheck",
    "policy",
    "demo",
    "links",
    "template",
    "cache",
)
