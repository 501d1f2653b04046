"""Optional extractor `llm`: claims read by a model behind an OpenAI-compatible address, checked like all others.

Nothing here is imported unless `--extractor llm` asks for it, and nothing is sent unless KG_LLM_URL and
KG_LLM_MODEL say where. Then the text of each article goes to that address; see docs/how-to/llm.md.
"""
