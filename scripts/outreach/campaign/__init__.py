"""What to say when: campaigns and their steps, the next touch, pacing, composing."""
