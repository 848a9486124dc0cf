"""The schemas of all versions of a project file, as digests; a test makes them anew."""

from __future__ import annotations

from collections.abc import Mapping

KNOWN_SCHEMAS: Mapping[str, str] = {
    "0001": "6841974483b3252838aeb134",
    "0002": "c0d66e5c44262f963b9fef3d",
    "0003": "05e7135c843818e33581a4d2",
    "0004": "4cc1448a718b9a09277c6c19",
    "0005": "28eb1ce24bbd589e0afe5478",
    "0006": "65723adadbeb44bd3a7fc536",
}

# Each kind and name of an object that some version makes.
OWN_NAMES = frozenset(
    {
        "index ix_entities_label",
        "index ix_entities_text",
        "index ix_findings_kind",
        "index ix_imported_files_digest",
        "index ix_journal_pages_place",
        "index ix_journal_pages_sequence",
        "index ix_operations_state",
        "index ix_queue_sentence_id",
        "index ix_search_words_word",
        "index ix_sentences_disagreement",
        "index ix_sentences_document",
        "index ix_sentences_doubt",
        "index ix_sentences_edited",
        "index ix_sentences_length",
        "index ix_sentences_position",
        "index ix_sentences_state",
        "index ix_suggestions_label",
        "index sqlite_autoindex_alembic_version_1",
        "index sqlite_autoindex_labels_1",
        "index sqlite_autoindex_project_values_1",
        "index sqlite_autoindex_runs_1",
        "index sqlite_autoindex_settings_1",
        "table alembic_version",
        "table entities",
        "table findings",
        "table imported_files",
        "table journal_pages",
        "table labels",
        "table operation_changes",
        "table operations",
        "table project_values",
        "table queue",
        "table runs",
        "table search_postings",
        "table search_postings_config",
        "table search_postings_data",
        "table search_postings_idx",
        "table search_stale",
        "table search_state",
        "table search_words",
        "table sentences",
        "table settings",
        "table sqlite_sequence",
        "table suggestions",
        "table undone_entities",
        "table undone_findings",
        "table undone_sentences",
        "table undone_suggestions",
        "table value_changes",
        "trigger search_note_hole",
        "trigger search_note_move",
        "trigger search_note_text",
    }
)
