"""Words to meaning: the closed set of intents, phrases by language, who answered."""
