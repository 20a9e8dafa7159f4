"""The directory on screen: organisations and what they offer."""
