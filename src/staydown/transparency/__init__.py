"""What is published of the work: figures that name nobody. It reads other domains' queries only."""
