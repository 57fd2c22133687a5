"""Measurements of prompts that are made of a user: of their profile, or of what they ask of the future."""

from __future__ import annotations

from collections.abc import Callable

from eval.result import Result


def test_users_who_come_new_are_asked_about_by_their_profile_and_few_events(made: Callable[[str], Result]) -> None:
    result = made("cold-start")
    assert [row.system for row in result.rows] == [
        "no_prompt", "ppr_full", "ppr_light", "item_knn", "popularity", "begun_with", "random", "largest_id_plus_1",
    ]
    found = result.row("ppr_full").metrics
    assert {"R@5", "N@10", "unmasked_N@10", "zero_N@10", "1_R@10", "10_N@5", "tuned", "user_bytes"} <= set(found)
    assert {(row["first"], row["second"], row["metric"]) for row in result.significance} == {
        ("ppr_light", "no_prompt", "N@10"), ("ppr_light", "no_prompt", "zero_N@10"),
    }  # fmt: skip


def test_asking_for_a_reward_stands_beside_shuffled_and_no_rewards(made: Callable[[str], Result]) -> None:
    result = made("prl")
    assert [row.system for row in result.rows][:8] == [
        "prl", "prl_wish_0.5", "prl_wish_1", "prl_wish_1.5", "prl_wish_2", "prl_none", "prl_shuffled", "sasrec",
    ]
    assert {"R@5", "N@10", "unmasked_N@10", "liked_N@10", "loved_N@10", "wish"} <= set(result.row("prl").metrics)
    # One checkpoint that reads no reward stands in for all: it is asked the same, and there is no difference.
    assert {row["difference"] for row in result.significance if row["second"] != "sasrec"} == {0}


def test_prompts_of_many_users_never_leak_and_a_careless_cache_is_caught(made: Callable[[str], Result]) -> None:
    result = made("personal-prompts")
    kept, careless = (result.row(name).metrics for name in ("kept", "last_used"))
    assert (kept["prompts"].mean, kept["leaks"].mean, kept["erased_found"].mean) == (40, 0, 0)
    assert careless["leaks"].mean > 20
    assert kept["bytes_each"].mean == 2 * 2 * 16 and kept["memory_mb"].mean < 0.2
    assert kept["first_ms"].mean > 0 and kept["file_mb"].mean > 0
