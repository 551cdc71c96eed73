"""From a template and an agent's values to a reply that can be sent."""
