"""A judged set for the search: what should be found for what is typed, in four languages, and how well it is found.

`corpus` writes works about known topics among many others; `judged.tsv` says for each query which topics, cases, pages
and countries a reader means; `measuring` puts both into recall@10 and MRR. Judged from the texts, never from results.
"""
