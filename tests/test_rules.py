"""Which tests prove each numbered rule of the promise about data, and which rules, or parts of them, nothing proves.

A rule without a row, a row without tests, and a test that is gone or asserts nothing are each a failure here. What is
not built, or is nothing that a test can prove, is said so in `OPEN`, with the reason.
"""

import ast
import inspect
from functools import cache
from pathlib import Path

import pytest

from rpl_desk.services.decisions import DecisionService
from rpl_desk.services.people import PeopleService
from rpl_desk.services.voiding import VoidingService

ROOT = Path(__file__).parents[1]
Part = ast.FunctionDef | ast.ClassDef
FAMILIES = {"S": 13, "B": 7, "M": 5, "K": 10, "A": 9, "C": 5, "E": 6, "X": 5, "P": 5, "U": 5, "F": 1}
"""How many rules each family has: store, backups, migrations, keys, audit log, packs, evidence, exports, privacy,
updates, platform."""

OPEN = {
    "S-3": "Proved is the one door. How long a write takes is measured by the bench, as no test here is timed.",
    "C-1": "Panel packs between machines are not built. A folder that hands a case over has no signed manifest.",
    "C-2": "Panel packs are not built. What is sealed to a named person is a packet of judgements (below).",
    "C-3": "Panel packs are not built, so no member of one is extracted. A packet is one JSON object.",
    "C-4": "Panel packs are not built. A packet of judgements is checked whole before it is taken in (below).",
    "C-5": "Panel packs are not built, so no case is leased.",
    "E-3": "Proved on Linux alone; on Windows and Mac a worker has its deadline and the checks on its answers.",
    "E-4": "Proved is that the case stays usable. How long the window stalls is measured by the bench.",
    "P-2": "No test looks for seeded words in all that a session writes, and the clipboard is not emptied.",
    "P-4": "Erasing a case is not built; its retention in years is a setting that nothing acts on.",
    "P-5": "Gathering what is held of one person is not built.",
    "U-1": "Proved of the worked example and of the workers, by what opens sockets; no test runs without interfaces.",
    "U-2": "No inventory of parts is made; the pins in `installer/` name each part with its hashes.",
    "U-3": "No version statement is made or read: the program looks for no updates.",
    "U-5": "How soon a fault of a part is mended is an office's practice, and nothing that a test can prove.",
    "F-1": "There are no packages, so nothing is installed for all users and no binary is signed.",
}
"""Why a rule, or the part of it that is named, is not proved here."""

RULES = {
    # -- the store
    "S-1": ("tests/store/test_database.py::test_every_connection_has_the_settings_read_back",),
    "S-2": (
        "tests/store/test_database.py::test_a_failed_commit_that_was_saved_after_all_counts_as_saved",
        "tests/store/test_database.py::test_a_failed_commit_that_was_not_saved_says_so",
        "tests/store/test_database.py::test_the_same_operation_is_known_as_one",
        "tests/services/test_steps.py::test_the_same_operation_never_signs_twice_and_the_last_signature_moves_the_case",
    ),
    "S-3": (  # one door, and nothing else writes
        "tests/store/test_database.py::test_an_action_cannot_be_used_to_write_past_the_log",
        "tests/store/test_database.py::test_a_reading_cannot_write",
        "tests/test_imports.py::test_imports_point_one_way_and_libraries_stay_at_home",
    ),
    "S-4": ("tests/store/test_database.py::test_sqlite_versions_with_the_race_get_one_exclusive_connection",),
    "S-5": ("tests/store/test_opening.py::test_network_drives_and_synced_folders_are_refused",),
    "S-6": (
        "tests/test_imports.py::test_imports_point_one_way_and_libraries_stay_at_home",
        "tests/ui/test_asking.py::test_the_open_store_is_never_given_on",
    ),
    "S-7": (
        "tests/store/test_opening.py::test_a_store_open_elsewhere_says_who_has_it_since_when",
        "tests/store/test_opening.py::test_the_lock_of_a_killed_process_does_not_stay",
    ),
    "S-8": ("tests/store/test_database.py::test_a_closed_store_is_one_file_and_opens_again",),
    "S-9": (
        "tests/store/test_room.py::test_the_ballast_is_there_while_a_store_is_open_for_work_and_gone_with_it",
        "tests/store/test_room.py::test_on_a_full_disk_the_ballast_is_given_up_once_and_the_work_is_saved",
        "tests/store/test_room.py::test_what_is_said_and_taken_with_so_much_room",
        "tests/store/test_room.py::test_new_evidence_waits_for_room_and_a_case_is_not_half_opened",
        "tests/faults/test_full_disk.py::test_an_import_without_room_is_refused_and_keeps_nothing",
        "tests/faults/test_full_disk.py::test_a_signature_without_room_is_refused_or_kept_whole",
    ),
    "S-10": (
        "tests/store/test_damage.py::test_one_failed_read_at_opening_is_not_called_damage",
        "tests/store/test_damage.py::test_a_read_that_fails_again_is_called_damage_and_nothing_is_changed",
        "tests/store/test_damage.py::test_the_check_reports_only_what_it_finds_twice",
        "tests/services/test_salvaging.py::test_a_table_that_is_overwritten_is_named_row_by_row_and_the_rest_is_saved",
    ),
    "S-11": (
        "tests/store/test_opening.py::test_a_missing_store_is_named_and_never_created",
        "tests/ui/test_main_window.py::test_a_missing_store_can_be_located_or_forgotten",
    ),
    "S-12": ("tests/store/test_database.py::test_a_stale_row_is_a_conflict_and_not_an_overwrite",),
    "S-13": ("tests/services/test_clock.py::test_a_clock_behind_the_log_is_told_and_noted_and_the_work_goes_on",),
    # -- accounts, keys, sign-off
    "K-1": (  # long passphrases of any characters, looked up among the commonplace; five words are offered
        "tests/sealing/test_passphrases.py::test_long_unrelated_words_pass",
        "tests/sealing/test_passphrases.py::test_what_is_guessed_first_is_refused_and_said_why",
        "tests/sealing/test_passphrases.py::test_every_commonplace_line_is_refused",
        "tests/sealing/test_passphrases.py::test_suggestions_are_five_words_that_pass_and_differ",
        "tests/store/test_opening.py::test_founding_with_a_weak_passphrase_makes_nothing",
    ),
    "K-2": (  # the cost of a guess is kept with each key, measured, and raised for all when it rises
        "tests/sealing/test_keys.py::test_the_cost_is_raised_until_an_unlock_takes_long_enough",
        "tests/sealing/test_keys.py::test_a_cost_out_of_bounds_is_refused",
        "tests/sealing/test_keys.py::test_another_passphrase_does_not_open_a_key",
        "tests/services/test_enrolment.py::test_keys_follow_at_the_next_sign_in_when_a_custodian_raises_what_a_guess_costs",
    ),
    "K-3": (  # no private key is written unwrapped, and it is wiped after use
        "tests/sealing/test_keys.py::test_the_wrapping_holds_neither_secret_nor_passphrase",
        "tests/sealing/test_keys.py::test_a_closed_key_holds_no_secret_and_signs_no_more",
        "tests/services/test_custody.py::test_no_private_key_lies_in_the_file_or_beside_it",
    ),
    "K-4": (  # the authority certifies each key, the roster names them
        "tests/sealing/test_keys.py::test_a_certificate_by_a_person_is_not_the_authoritys",
        "tests/services/test_enrolment.py::test_a_code_makes_a_key_once_and_a_custodian_certifies_it",
        "tests/services/test_enrolment.py::test_the_roster_sheet_is_a_pdf_that_verify_takes",
        "tests/services/test_custody.py::test_a_custodian_who_is_lost_is_replaced_by_the_second_and_the_authority_stays",
        "tests/services/test_custody.py::test_a_custodian_who_has_left_opens_the_authority_no_more",
        "tests/faults/test_tampered_day.py::test_a_key_an_administrator_made_for_somebody_is_found_by_the_roster_alone",
    ),
    "K-5": (  # the desk locks when idle, by a key, or when the machine is left, and shows nothing of a case then
        "tests/services/test_steps.py::test_the_desk_locks_itself_when_nobody_touches_it",
        "tests/ui/test_main_window.py::test_the_desk_locks_after_the_idle_minutes_and_not_before",
        "tests/ui/test_main_window.py::test_the_desk_locks_by_key_and_the_same_person_finds_their_place_again",
        "tests/journeys/test_window_journey.py::test_locking_hides_everything_and_keeps_what_was_typed",
        "tests/services/test_kept_sealed.py::test_a_copy_for_another_program_is_marked_logged_and_gone_when_the_desk_is_locked",
        "tests/ui/test_main_window.py::test_a_machine_that_slept_is_locked_when_it_wakes",
        "tests/ui/test_away.py::test_only_what_the_system_says_of_leaving_counts",
        "tests/ui/test_away.py::test_the_window_is_locked_with_the_screen",
    ),
    "K-6": (  # each sign-off asks for the signer's own passphrase, over the bytes that were shown
        "tests/services/test_steps.py::test_a_signature_asks_for_that_persons_passphrase_and_the_bytes_shown",
        "tests/ui/test_signing_part.py::test_a_wrong_passphrase_signs_nothing_and_says_how_long_to_wait",
        "tests/test_rules.py::test_nothing_signs_without_a_passphrase",
    ),
    "K-7": (  # a forgotten passphrase ends the key, takes two people, and costs no signature
        "tests/services/test_enrolment.py::test_a_forgotten_passphrase_takes_two_people_and_costs_no_signature",
        "tests/ui/test_key_dialogs.py::test_a_forgotten_passphrase_asks_for_a_second_person_and_gives_a_code",
        "tests/services/test_encryption.py::test_a_forgotten_passphrase_ends_the_slot_and_the_new_one_opens",
    ),
    "K-8": (  # two recovery codes open the data and no signing key; each use is logged and forces new ones
        "tests/services/test_encryption.py::test_no_work_starts_before_both_codes_are_typed_back",
        "tests/services/test_encryption.py::test_a_used_code_is_logged_and_replaced_at_once",
        "tests/sealing/test_key_file.py::test_a_code_opens_the_data_key_and_no_signing_key",
    ),
    "K-9": (  # who may sign is checked at signing and at verification
        "tests/services/test_steps.py::test_somebody_with_an_interest_signs_nothing",
        "tests/services/test_steps.py::test_the_same_operation_never_signs_twice_and_the_last_signature_moves_the_case",
        "tests/sealing/test_signed_records.py::test_one_key_cannot_sign_as_two_people",
        "tests/sealing/test_signed_records.py::test_signing_in_a_role_not_asked_for_fills_nothing",
        "tests/sealing/test_signed_records.py::test_a_missing_signature_is_named_by_its_role",
    ),
    "K-10": (  # wrong passphrases wait longer and longer, also after a restart; nobody is locked out
        "tests/sealing/test_keys.py::test_delays_grow_and_stop_at_a_minute",
        "tests/services/test_steps.py::test_a_wrong_passphrase_is_counted_and_answered_with_a_growing_wait_that_survives_a_restart",
        "tests/services/test_restoring.py::test_a_wrong_passphrase_is_counted_and_waited_for",
    ),
    # -- audit log and anchors
    "A-1": (  # entry and change are of one transaction
        "tests/store/test_database.py::test_an_action_writes_its_change_and_one_entry_and_announces_once",
        "tests/store/test_database.py::test_an_exception_undoes_the_change_and_the_entry_and_announces_nothing",
        "tests/faults/test_killed.py::test_what_was_acknowledged_before_a_kill_is_there_and_nothing_is_half",
        "tests/faults/test_every_step.py::test_killed_at_any_step_it_is_done_whole_or_not_at_all",
    ),
    "A-2": (  # entries are canonical, tagged, chained, and kept as they were hashed
        "tests/sealing/test_chain.py::test_every_changed_byte_of_an_entry_is_found",
        "tests/sealing/test_chain.py::test_entries_in_another_order_or_twice_are_named",
        "tests/sealing/test_chain.py::test_the_hash_is_over_the_tag_and_the_kept_bytes",
        "tests/faults/test_tampered_day.py::test_what_nobody_touched_is_good_with_and_without_what_is_outside",
    ),
    "A-3": (  # session keys sign the log at each close, each sign-off, and every fifty entries
        "tests/services/test_session_keys.py::test_a_session_signs_the_log_when_it_ends_and_says_so",
        "tests/services/test_session_keys.py::test_a_note_stands_at_least_every_fifty_entries",
        "tests/services/test_session_keys.py::test_a_signature_is_closed_by_a_note_that_the_signer_signs_too",
        "tests/services/test_session_keys.py::test_entries_after_the_last_note_are_said_to_be_unsigned_and_are_no_fault",
        "tests/services/test_session_keys.py::test_what_is_done_to_notes_and_sessions_is_found",
        "tests/services/test_checkpoints.py::test_a_session_ends_without_a_note_over_a_damaged_entry",
        "tests/services/test_checkpoints.py::test_a_decision_is_not_signed_over_a_damaged_entry",
    ),
    "A-4": (  # each tracked row fits its last digest
        "tests/store/test_check.py::test_any_column_of_any_tracked_row_is_vouched_for",
        "tests/store/test_check.py::test_each_change_made_past_the_door_is_named",
        "tests/faults/test_altered.py::test_one_row_of_the_store_is_named",
    ),
    "A-5": (  # anchors go outside at each act that makes one
        "tests/services/test_anchors.py::test_the_file_outside_got_a_note_at_each_act_that_closes",
        "tests/services/test_anchors.py::test_a_document_carries_its_note_and_stands_with_roster_and_anchor",
        "tests/services/test_meeting_papers.py::test_the_last_line_of_minutes_is_the_newest_signed_note_on_the_log",
    ),
    "A-6": (  # verification from outside: roster, anchors, and without the program
        "tests/faults/test_tampered_day.py::test_every_change_an_outsider_makes_in_the_file_shows_inside_it",
        "tests/faults/test_tampered_day.py::test_the_second_checker_runs_by_itself_and_imports_nothing_of_the_program",
        "tests/faults/test_tampered_files.py::test_every_tampering_with_a_workbook_is_found_and_its_place_is_named",
        "tests/faults/test_tampered_files.py::test_every_tampering_with_an_exported_record_is_found_as_it_is_said",
        "tests/journeys/test_command_line.py::test_the_whole_job_without_a_display_and_every_fault_named",
    ),
    "A-7": (  # a machine that saw a later log says so, unless a restore explains it
        "tests/services/test_anchors.py::test_the_opening_check_finds_an_older_copy_by_what_this_machine_saw_and_by_the_file_outside",
        "tests/ui/test_store_watch.py::test_an_older_copy_put_in_place_of_the_store_is_noticed",
        "tests/services/test_restoring.py::test_a_restore_explains_a_smaller_log_to_this_machine_and_to_the_notes_outside",
    ),
    "A-8": (  # the log holds ids and salted digests
        "tests/store/test_database.py::test_an_entry_holds_ids_and_digests_and_no_personal_data",
        "tests/sealing/test_chain.py::test_a_row_digest_changes_with_every_part_and_not_with_the_order_of_columns",
    ),
    "A-9": (  # what is broken is acknowledged by two people in a new entry, never hashed anew
        "tests/services/test_breaks.py::test_an_office_goes_on_from_what_two_people_acknowledge_and_every_earlier_anchor_still_fits",
        "tests/services/test_breaks.py::test_a_break_needs_two_people_of_the_office_with_their_own_passphrases",
        "tests/services/test_breaks.py::test_a_break_that_not_two_people_signed_so_or_that_names_something_else_covers_nothing",
        "tests/faults/test_break_killed.py::test_a_kill_before_any_write_leaves_the_store_as_it_was_and_after_the_last_one_a_whole_break",
    ),
    # -- backups
    "B-1": (
        "tests/services/test_backups.py::test_a_backup_is_one_closed_file_that_opens_and_holds_all",
        "tests/services/test_backups.py::test_a_store_with_a_fault_gives_no_backup_and_the_earlier_one_stays",
        "tests/faults/test_tampered_files.py::test_every_tampering_with_a_backup_is_found_and_its_place_is_named",
    ),
    "B-2": (
        "tests/services/test_drills.py::test_a_backup_is_made_unasked_only_where_there_was_work",
        "tests/ui/test_backing_up.py::test_one_is_made_where_there_was_work_and_none_where_there_was_not",
        "tests/ui/test_backing_up.py::test_what_was_worked_is_backed_up_before_the_window_closes",
    ),
    "B-3": (
        "tests/faults/test_backup_calls.py::test_a_failing_call_leaves_what_counted_and_nothing_half",
        "tests/services/test_backups.py::test_stopping_it_leaves_nothing",
    ),
    "B-4": (
        "tests/services/test_drills.py::test_rotation_over_random_schedules_keeps_the_three_newest_and_nothing_goes_after_a_restore",
        "tests/services/test_backups.py::test_making_one_lets_older_ones_go_unless_the_newest_are_damaged",
        "tests/services/test_restoring.py::test_eight_restores_in_a_row_lose_no_backup",
    ),
    "B-5": (
        "tests/services/test_backups.py::test_it_goes_to_the_second_place_too_and_says_when_it_could_not",
        "tests/services/test_drills.py::test_the_newest_outside_is_late_after_the_offices_days",
    ),
    "B-6": (
        "tests/services/test_restoring.py::test_what_would_be_lost_names_sign_offs_with_their_receipts_and_what_was_opened_and_decided",
        "tests/services/test_restoring.py::test_the_store_is_what_the_backup_was_in_a_new_epoch_and_the_old_file_is_kept",
        "tests/services/test_restoring.py::test_only_an_administrator_with_passphrase_and_reason_restores",
    ),
    "B-7": (
        "tests/services/test_drills.py::test_a_rehearsal_is_dated_in_the_log_and_leaves_nothing_beside_the_store",
        "tests/services/test_drills.py::test_one_command_rehearses",
    ),
    # -- formats of the store
    "M-1": ("tests/store/test_opening.py::test_a_newer_store_says_which_program_is_needed",),
    "M-2": (
        "tests/store/test_migrations.py::test_a_step_is_made_on_a_copy_and_the_old_file_kept",
        "tests/store/test_migrations.py::test_a_step_that_does_not_come_out_even_leaves_the_store_as_it_was",
    ),
    "M-3": ("tests/store/test_database.py::test_no_foreign_key_cascades_and_every_tracked_table_has_a_projection",),
    "M-4": (
        "tests/store/test_format_2.py::test_sealed_judgements_signatures_and_records_stand_as_they_were",
        "tests/documents/test_workbook.py::test_a_record_of_version_1_keeps_the_sheets_it_had",
    ),
    "M-5": (
        "tests/store/test_format_2.py::test_the_log_says_what_was_done_and_vouches_for_the_new_rows",
        "tests/store/test_format_4.py::test_its_log_says_what_was_done",
    ),
    # -- packs
    "C-2": (
        "tests/services/test_packets.py::test_a_packet_opens_for_nobody_but_the_chair_it_was_sealed_to",
        "tests/services/test_packets.py::test_no_byte_of_the_store_holds_what_a_packet_says_before_the_reveal",
    ),
    "C-4": ("tests/services/test_packets.py::test_an_altered_packet_is_told",),
    # -- evidence
    "E-1": (  # nothing reads a file from outside but the room that has the gate
        "tests/reading/test_gate.py::test_a_bad_file_is_refused_with_a_sentence",
        "tests/reading/test_gate.py::test_each_limit_is_measured",
        "tests/reading/test_gate.py::test_memory_stays_bounded_on_bombs",
        "tests/test_imports.py::test_imports_point_one_way_and_libraries_stay_at_home",
    ),
    "E-2": (
        "tests/services/test_steps.py::test_evidence_is_kept_byte_for_byte_and_handed_out_as_it_came",
        "tests/reading/test_gate.py::test_a_direction_override_in_a_name_is_made_visible",
        "tests/reading/test_names.py::test_what_cannot_be_seen_in_a_name_is_written_as_its_number",
    ),
    "E-3": (
        "tests/reading/test_preview_worker.py::test_every_limit_is_in_force_on_linux",
        "tests/reading/test_preview_worker.py::test_a_worker_that_was_taken_over_can_open_send_start_and_end_nothing",
    ),
    "E-4": (
        "tests/reading/test_preview_worker.py::test_a_worker_that_hangs_dies_or_lies_ends_as_a_sentence",
        "tests/reading/test_malformed.py::test_every_bad_file_is_shown_or_refused_in_words",
        "tests/ui/test_viewer.py::test_a_file_that_is_no_pdf_costs_a_sentence_and_the_next_item_opens",
    ),
    "E-5": (
        "tests/reading/test_preview_pdf.py::test_printed_page_numbers_attachments_and_scripts_are_told_and_nothing_runs",
    ),
    "E-6": (
        "tests/services/test_kept_sealed.py::test_a_copy_for_another_program_is_marked_logged_and_gone_when_the_desk_is_locked",
        "tests/services/test_kept_sealed.py::test_a_file_from_outside_is_marked_where_the_disk_keeps_marks",
    ),
    # -- privacy
    "P-1": (
        "tests/services/test_encryption.py::test_a_store_that_should_be_encrypted_and_is_not_is_an_alarm",
        "tests/services/test_encryption.py::test_a_store_encrypted_outside_the_program_is_an_alarm",
        "tests/services/test_encryption.py::test_a_lost_laptop_is_restored_from_the_backup_and_its_key_file_alone",
    ),
    "P-2": (
        "tests/ui/test_main_window.py::test_the_title_names_the_office_and_no_person_or_case",
        "tests/store/test_database.py::test_an_entry_holds_ids_and_digests_and_no_personal_data",
    ),
    "P-3": (
        "tests/ui/test_meeting_page.py::test_the_second_screen_shows_no_name_until_names_are_switched_on",
        "tests/journeys/test_meeting_journey.py::test_a_locked_desk_shows_nothing_on_the_second_screen",
    ),
    # -- updates
    "U-1": (
        "tests/journeys/test_command_line.py::test_the_worked_example_is_made_without_a_network_and_its_decisions_verify",
        "tests/reading/test_preview_worker.py::test_a_worker_that_was_taken_over_can_open_send_start_and_end_nothing",
    ),
    "U-4": (
        "tests/ui/test_widgets.py::test_text_from_outside_is_shown_as_it_stands_and_links_nowhere",
        "tests/ui/test_widgets.py::test_a_tool_tip_shows_markup_from_outside_as_it_stands",
    ),
    # -- exports
    "X-1": (
        "tests/services/test_sealed_exports.py::test_a_seal_that_does_not_hold_is_not_kept_and_the_file_before_stays",
        "tests/services/test_sealed_papers.py::test_a_sealed_paper_is_good_by_the_roster_and_cannot_be_told_without",
        "tests/faults/test_every_step.py::test_refused_at_any_step_it_is_said_and_nothing_is_half",
    ),
    "X-2": (
        "tests/test_whole_files.py::test_what_breaks_off_leaves_the_file_that_was_there",
        "tests/documents/test_sheets.py::test_a_file_held_open_elsewhere_is_said_so",
        "tests/faults/test_full_disk.py::test_an_export_without_room_leaves_no_half_file",
    ),
    "X-3": (
        "tests/documents/test_sheets.py::test_no_writer_puts_a_value_into_a_sheet_by_itself",
        "tests/documents/test_sheets.py::test_any_text_can_be_written_and_is_no_formula",
        "tests/documents/test_sheets.py::test_a_csv_cell_begins_with_an_apostrophe_where_it_could_be_a_formula",
    ),
    "X-4": (
        "tests/services/test_sealed_exports.py::test_a_sealed_record_is_good_and_says_by_which_seal",
        "tests/sealing/test_pdf_seal.py::test_every_changed_byte_outside_the_signature_is_told",
        "tests/sealing/test_pdf_seal.py::test_another_programs_eye_finds_the_seal_valid",
    ),
    "X-5": (
        "tests/documents/test_record_pdf.py::test_what_no_font_draws_is_a_box_with_its_number_and_direction_overrides_are_visible",
    ),
}


@cache
def parts_of(path: Path) -> dict[str, Part]:
    """Return the functions and classes of a file by name."""
    if not path.is_file():
        return {}
    return {one.name: one for one in ast.parse(path.read_text("utf-8")).body if isinstance(one, Part)}


def asserts(function: Part, among: dict[str, Part], seen: frozenset[str] = frozenset()) -> bool:
    """Tell whether a test asserts something, by itself or by a function or class of its file that it calls."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) or (isinstance(node, ast.Attribute) and node.attr in ("raises", "fail")):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in seen:
            called = among.get(node.func.id)
            if called is not None and asserts(called, among, seen | {function.name}):
                return True
    return False


def fault(test: str) -> str:
    """Return why a test of the table proves nothing; empty where it is there and asserts something."""
    path, _, name = test.partition("::")
    functions = parts_of(ROOT / path)
    if name not in functions:
        return f"{test} is not there"
    function = functions[name]
    if any("skip" in ast.unparse(one) and "skipif" not in ast.unparse(one) for one in function.decorator_list):
        return f"{test} is skipped"
    return "" if asserts(function, functions) or passes_by_calling(function) else f"{test} asserts nothing"


def passes_by_calling(function: Part) -> bool:
    """Tell whether a test is that a check, which raises where it should, does not."""
    return any(isinstance(one, ast.Call) and ast.unparse(one.func).startswith("check_") for one in ast.walk(function))


def test_every_rule_has_a_row_and_no_row_is_of_no_rule():
    rules = {f"{family}-{number}" for family, count in FAMILIES.items() for number in range(1, count + 1)}
    assert RULES.keys() | OPEN.keys() == rules
    assert all(OPEN.values())


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_tests_that_are_there_and_assert_something(rule: str):
    assert RULES[rule], f"no test proves {rule}"
    assert [said for one in RULES[rule] if (said := fault(one))] == []
    assert len(set(RULES[rule])) == len(RULES[rule])


def test_a_test_that_is_gone_or_asserts_nothing_is_told(tmp_path: Path, monkeypatch):
    """The control."""
    (tmp_path / "test_made_up.py").write_text(
        "import pytest\n\ndef test_empty():\n    print('nothing')\n\n"
        "@pytest.mark.skip\ndef test_skipped():\n    assert True\n\n"
        "def helper():\n    assert 1\n\ndef test_by_helper():\n    helper()\n"
    )
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    assert fault("test_made_up.py::test_gone") == "test_made_up.py::test_gone is not there"
    assert fault("test_gone.py::test_gone") == "test_gone.py::test_gone is not there"
    assert fault("test_made_up.py::test_empty") == "test_made_up.py::test_empty asserts nothing"
    assert fault("test_made_up.py::test_skipped") == "test_made_up.py::test_skipped is skipped"
    assert fault("test_made_up.py::test_by_helper") == ""


def test_nothing_signs_without_a_passphrase():
    """K-6: one place makes signatures of records, and each way to it has a passphrase that nobody can leave out."""
    signing = [
        (path.relative_to(ROOT).as_posix(), function.name)
        for path in sorted((ROOT / "rpl_desk").rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "sign_off"
    ]
    assert signing == [("rpl_desk/services/decisions.py", "_sign_one")]
    callers = [
        name
        for name, made in inspect.getmembers(DecisionService, inspect.isfunction)
        if "self._sign_one(" in inspect.getsource(made)
    ]
    assert callers == ["sign_several"]
    assert "self._people.unlocked(person, passphrase)" in inspect.getsource(DecisionService.sign_several)
    for way in (DecisionService.sign, DecisionService.sign_several, VoidingService.void, PeopleService.unlocked):
        assert inspect.signature(way).parameters["passphrase"].default is inspect.Parameter.empty
