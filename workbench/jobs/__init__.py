"""What a job is: its folder, its messages, its queue and its process. Never imports Qt."""
