"""What embedders and adapters need for their own tests: fakes, contract suites, journeys."""
