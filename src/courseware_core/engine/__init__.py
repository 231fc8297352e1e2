"""Pure machines: state is a fold over recorded facts; commands are decided, never executed."""
