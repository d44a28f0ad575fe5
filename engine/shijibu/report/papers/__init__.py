"""Papers in the official form, as .docx: what leaves the office for units, leaders and the notice board."""
