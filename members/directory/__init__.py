"""The public directory of members: what is asked of it, which rows answer, how many each filter would leave."""
