"""The public list of works: what is asked of it, which works answer, how many each filter would leave."""
