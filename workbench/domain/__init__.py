"""What a sentence, a tag, an entity, a finding and a report are. Standard library only."""
