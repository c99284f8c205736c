"""The words of the worked example. Everything in it is sample data: no person, partner or programme here exists."""

from typing import Any

CHAIR, ONE, TWO, MEMBER, SECRETARY = (
    "chair.one@example.ac.uk",
    "assessor.one@example.ac.uk",
    "assessor.two@example.ac.uk",
    "member.one@example.ac.uk",
    "secretary.one@example.ac.uk",
)
PANEL = [
    {"email": CHAIR, "role": "chair"},
    {"email": ONE, "role": "assessor"},
    {"email": TWO, "role": "assessor"},
    {"email": MEMBER, "role": "member"},
    {"email": SECRETARY, "role": "secretary"},
]
RATING_PANEL = [one | {"role": "rater"} if one["role"] == "assessor" else one for one in PANEL]
MEETING = {"place": "Room 2.14", "members": ["one", "two", "member", "secretary"]}
ELIGIBILITY = [
    ("learning_outcomes", "Each unit specification lists its outcomes."),
    ("minimum_hours", "240 hours are set out by unit and activity."),
    ("formal_assessment", "Assessed work is marked to a scheme and recorded in the partner's register."),
    ("quality_assurance", "A second marker samples each cohort; an external adviser visits once a year."),
]
DILIGENCE = [
    ("quality_systems", "Quality manual and minutes of two years seen."),
    ("assessment_independence", "Marking is separate from tutoring; conflicts are logged."),
    ("staff_qualifications", "Qualifications of the four tutors seen."),
    ("internal_verification", "Sampling plan and two reports seen."),
    ("learner_support", "Handbook and named contact for each learner."),
    ("stability", "Accounts of three years; two tutors can cover each unit."),
]


def checks(group: str, said: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"group": group, "key": key, "answer": "pass", "note": note} for key, note in said]


def unit(title: str, level: int, points: int, outcomes: list[str], activities: list[tuple[Any, ...]]) -> dict[str, Any]:
    """activities: kind, hours, and where it says more, a note."""
    return {
        "title": title,
        "requirement": "mandatory",
        "proposed_level": level,
        "proposed_points": points,
        "outcomes": [{"text": text} for text in outcomes],
        "activities": [
            {"kind": kind, "hours": hours} | ({"note": note[0]} if note else {}) for kind, hours, *note in activities
        ],
    }


def answer(value: str, reason: str, *passages: tuple[str, str, str]) -> dict[str, Any]:
    return {"answer": value, "reason": reason, "passages": [list(one) for one in passages]}


# -- 1: a third party's programme, credit rated, signed and released --------------------------------------------------

PEER_SPECIFICATION = """
# Certificate in Peer Support Practice: unit specifications

Sample Training Partner, version 3. For people who support others in a community setting.

# Unit 1 Peer support basics

58 hours. Learners explain what peer support is, where it comes from and how it differs from advice and treatment. They
work with four models of helping, two of them taught in depth, and read recent findings on what shared experience adds.

Assessment: a written account of 1,500 words comparing two ways of organising peer support.

---

# Unit 2 Listening and recording

62 hours. Learners take part in eight practice sessions. In each they choose among several listening approaches and adapt
the routine record to the person, keeping to the partner's recording standard. Sessions are observed by a trained
supervisor.

Two sessions involve a person whose situation changes during the conversation. The learner follows a given line of
enquiry to find out what has changed and agrees the next step with the supervisor.

Assessment: a portfolio of four records, an observed session and a reflective account of 1,200 words. Records follow a
fixed template and are marked complete or incomplete.

---

# Unit 3 Safe boundaries

41.5 hours. Learners recognise when a boundary is tested, apply the safeguarding procedure to three described
situations and say which information is passed on, to whom and why.

Assessment: three case discussions, each with two courses of action weighed against one another.

---

# Unit 4 Practice placement

78.5 hours. Learners plan and carry out peer support with two people under light supervision, meeting the supervisor
each fortnight. When the first approach does not help they choose another and explain the choice.

Assessment: a placement plan, a log with the supervisor's notes, and a review that names two things to do differently.
The plan sets its own targets and is revised twice; learners choose methods not taught on the course where they can
defend them.
"""

PEER_HANDBOOK = """
# Placement handbook

Sample Training Partner, version 2.

Each learner has a supervisor on the placement and a tutor at the partner. The supervisor is present at the first two
meetings and reachable at all others.

# What the learner decides

The learner decides on the approach, the length of a meeting and when to ask for help. Anything that touches
safeguarding goes to the supervisor on the same day.

# How the placement is marked

The log, the plan and the review are marked by a tutor who did not supervise. A second marker reads one in five.
"""

PEER_REASONS = {
    "k": "Learners work with a body of theory that is specialised in places and set against recent findings.",
    "p": "Tasks are mostly routine to the field, with some advanced skills where a first approach does not help.",
    "g": "Learners weigh options in familiar settings; the case discussions set two courses of action side by side.",
    "c": "Records are written for two kinds of reader and talked through with a person who may be distressed.",
    "a": "Learners act on their own initiative within an agreed plan, with supervision each fortnight.",
    "fit": "Four of the five characteristics sit at this level and the fifth is close to it.",
}
PEER_TWO = {
    "k": "The reading list and the first account ask for broad knowledge with depth in a few areas.",
    "p": "Learners choose among practices and adapt them to an agreed standard.",
    "g": "The reflective account asks for analysis and evaluation rather than description.",
    "c": "Formal and informal communication is assessed, with simple service data in the last unit.",
    "a": "Some responsibility for the work of the pair is expected, under guidance.",
    "fit": "The demand is even across the characteristics; the whole sits here.",
}
PEER_PAGES = {"U1": ("E01", "1"), "U2": ("E01", "2"), "U3": ("E01", "3"), "U4": ("E01", "4")}
PEER_QUOTES = {
    "U1": "four models of helping, two of them taught in depth",
    "U2": "choose among several listening approaches",
    "U3": "two courses of action weighed against one another",
    "U4": "learners choose methods not taught on the course",
}
PEER_POINTS = {"U1": "6", "U2": "6", "U3": "4", "U4": "8"}
PEER_LEVELS_ONE = {"U2.a": "7", "U4.p": "9"}
PEER_LEVELS_TWO = {"U2.p": "7", "U3.g": "7", "U4.p": "9", "U4.fit": "9"}


def peer_answers(reasons: dict[str, str], levels: dict[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for key in PEER_POINTS:
        item, page = PEER_PAGES[key]
        for letter in "kpgca":
            name = f"{key}.{letter}"
            said[name] = answer(levels.get(name, "8"), reasons[letter], (item, page, PEER_QUOTES[key]))
        said[f"{key}.fit"] = answer(levels.get(f"{key}.fit", "8"), reasons["fit"], (item, page, PEER_QUOTES[key]))
        said[f"{key}.points"] = answer(
            PEER_POINTS[key], "The hours are believable for a typical learner.", (item, page, "")
        )
    said["all.fit"] = answer("8", "Three units sit at level 8; one reaches level 9 in practice only.", ("E01", "4", ""))
    said["all.points"] = answer("24", "240 notional hours; both ways of rounding give 24.", ("E01", "", ""))
    return said


PEER = {
    "files": {"unit-specifications.pdf": PEER_SPECIFICATION, "placement-handbook.docx": PEER_HANDBOOK},
    "case": {
        "schema": "rpl-desk/case/1",
        "kind": "credit_rating_third_party",
        "reference": "CR-2026-0012",
        "title": "Certificate in Peer Support Practice",
        "agreement": "Sample agreement SA-2026-03",
        "agreed_on": "2026-03-16",
        "proposed_level": 8,
        "proposed_points": 24,
        "programme": {
            "title": "Certificate in Peer Support Practice",
            "owner": "Sample Training Partner",
            "units": [
                unit(
                    "Peer support basics",
                    8,
                    6,
                    [
                        "Explain what peer support is, where it comes from and how it differs from advice and treatment",
                        "Describe the part that shared experience plays in a supporting relationship",
                        "Compare two ways of organising peer support in a community setting",
                    ],
                    [
                        ("taught", 18, "1.5 h x 12 weeks; contact 18 h"),
                        ("self_directed", 24, "2 h x 12 weeks"),
                        ("assessment_preparation", 12),
                        ("assessment", 4),
                    ],
                ),
                unit(
                    "Listening and recording",
                    8,
                    6,
                    [
                        "Choose and use several listening approaches with one person over at least three meetings",
                        "Keep a record that the person has read and agreed",
                        "Explain what may be recorded, for whom, and for how long it is kept",
                    ],
                    [("taught", 16), ("practice", 22), ("self_directed", 18), ("assessment", 6)],
                ),
                unit(
                    "Safe boundaries",
                    8,
                    4,
                    [
                        "Recognise when a boundary is being tested and say what to do next",
                        "Apply the safeguarding procedure of the place of work to three described situations",
                    ],
                    [("taught", 12), ("online", 9.5), ("self_directed", 14), ("assessment", 6)],
                ),
                unit(
                    "Practice placement",
                    8,
                    8,
                    [
                        "Plan and carry out peer support with two people under light supervision",
                        "Adapt an approach when the first one does not help, and explain the choice",
                        "Review the placement with the supervisor and name two things to do differently",
                    ],
                    [
                        ("work_based", 60, "5 h x 12 weeks; contact 6 h; with the supervisor every second week"),
                        ("assessment_preparation", 10.5),
                        ("assessment", 8),
                    ],
                ),
            ],
        },
        "checks": [*checks("eligibility", ELIGIBILITY), *checks("due_diligence", DILIGENCE)],
        "people": RATING_PANEL,
        "evidence": [
            {
                "file": "unit-specifications.pdf",
                "title": "Unit specifications, version 3",
                "kind": "other",
                "made_on": "2026-02-10",
                "received_on": "2026-04-02",
                "source": "Sample Training Partner",
                "language": "en",
            },
            {
                "file": "placement-handbook.docx",
                "title": "Placement handbook",
                "kind": "other",
                "made_on": "2026-01-20",
                "received_on": "2026-04-02",
                "source": "Sample Training Partner",
                "language": "en",
            },
        ],
    },
    "steps": {
        "stage": "released",
        "due_in_days": 4,
        "meeting": MEETING,
        "judgements": {
            "one": {"sealed": True, "answers": peer_answers(PEER_REASONS, PEER_LEVELS_ONE)},
            "two": {"sealed": True, "answers": peer_answers(PEER_TWO, PEER_LEVELS_TWO)},
        },
        "findings": {
            "U2.p": {
                "answer": "8",
                "reason": "Adapting the record within the standard goes beyond routine (E01 p.2). The fixed template is one"
                " part of four.",
            },
            "U2.a": {
                "answer": "8",
                "reason": "The learner agrees the next step with the supervisor but chooses the approach alone.",
                "dissent": "Assessor One would keep level 7: two of the eight sessions follow a given line of enquiry.",
            },
            "U3.g": {
                "answer": "8",
                "reason": "Weighing two courses of action and defending one is evaluation (E01 p.3).",
            },
            "U4.fit": {
                "answer": "8",
                "reason": "Practice reaches level 9; the other four characteristics sit at level 8 and carry the unit.",
            },
        },
        "decision": {
            "outcome": "rated_with_conditions",
            "level": 8,
            "points": 24,
            "level_rationale": "The programme asks learners to choose among practices and adapt them to an agreed standard,"
            " a few of them advanced. Knowledge of listening and of safe boundaries is specialised in parts. One unit"
            " reaches level 9 in practice; the whole sits best at level 8.",
            "credit_rationale": "The four units come to 240 notional hours, assessment included. The panel compared them"
            " with the activity plans and found them believable for a typical learner.",
            "dissent": "",
            "conditions": [
                {
                    "text": "Marking guidance for the observed session is sent to the quality office.",
                    "owner": "Sample Training Partner",
                    "due_in_days": 120,
                    "shown_by": "the guidance and one marked sample.",
                }
            ],
            "recommendations": ["Say in the learner handbook that the record template may be adapted."],
        },
    },
}

# -- 2: a claim for named units, signed ------------------------------------------------------------------------------

CARE_ACCOUNT = """
# Reflective account

Sample Claimant C. Eleven years as a support worker, the last four leading a team of six on nights.

# Planning support with people

I write the support plan with the person and whoever they want beside them. Last spring a man of 81 came home from
hospital with a plan nobody had asked him about. I sat with him twice before changing anything. We left out two visits
he did not want and moved one to the evening, because that was when he was afraid. I noted why and told the nurse.

---

# Keeping records

Our notes go to the nurse, the family and sometimes the court. I write what I saw and what was said, apart from what I
think. I teach the new staff to do the same: each of them writes one note with me in their first week.

I have not worked with electronic care records; our service keeps paper.

---

# Working with others

When two of my team disagreed about lifting I stopped the shift for ten minutes, and we went through the moving plan
together. I asked the physiotherapist to come the next day. The plan changed.
"""

CARE_TESTIMONY = """
# Testimony of a manager

I have managed Sample Claimant C for six years (sample data). I confirm that the account is true of the work I saw.

Support plans written by the claimant have been used as examples in two audits. The claimant leads the night team
without a senior colleague on site and decides when to call the nurse.

I have not seen the claimant use an electronic record system, because we do not have one.
"""


def care_answers(who: str) -> dict[str, Any]:
    account, testimony = "E01", "E02"
    said = {
        "U1.1": answer(
            "met",
            "The plan was made with the person and changed for reasons that were noted.",
            (account, "1", "I write the support plan with the person"),
        ),
        "U1.2": answer(
            "met",
            "The account shows a plan reviewed and the review recorded; the manager confirms it.",
            (testimony, "1", "used as examples in two audits"),
        ),
        "U1.3": answer(
            "met", "The claimant says who was told and why.", (account, "1", "I noted why and told the nurse")
        ),
        "U2.1": answer(
            "met",
            "Observation and opinion are kept apart, and taught to others.",
            (account, "2", "what I saw and what was said, apart from what I think"),
        ),
        "U2.2": answer(
            "partly" if who == "one" else "not_met",
            "Records are kept well on paper; nothing shows work with an electronic system."
            if who == "one"
            else "The outcome asks for electronic records, and both items say there are none.",
            (account, "2", "I have not worked with electronic care records"),
        ),
        "all.points": answer("8", "The first unit as a whole; the second lacks an outcome.", (testimony, "1", "")),
    }
    return said


CARE = {
    "files": {"reflective-account.docx": CARE_ACCOUNT, "testimony.pdf": CARE_TESTIMONY},
    "case": {
        "schema": "rpl-desk/case/1",
        "kind": "rpl_credit_specific",
        "reference": "RPL-2026-0029",
        "title": "Sample Claimant C: support planning and records",
        "proposed_level": 7,
        "proposed_points": 16,
        "programme": {
            "title": "Sample Diploma in Care Practice",
            "owner": "Sample College",
            "award_points": 96,
            "units": [
                unit(
                    "Planning support with people",
                    7,
                    8,
                    [
                        "Plan support together with the person it is for",
                        "Review a plan and record what was changed and why",
                        "Explain who is told of a change and what they need to know",
                    ],
                    [("taught", 30), ("work_based", 50)],
                ),
                unit(
                    "Records and information",
                    7,
                    8,
                    ["Write records that keep observation and opinion apart", "Use an electronic record system safely"],
                    [("taught", 30), ("practice", 50)],
                ),
            ],
        },
        "claimant": {
            "name": "Sample Claimant C",
            "reference": "SC-0029",
            "situation": "no_certificate",
            "wish": "credit",
            "assessment_plan": "A reflective account with testimony, then a professional discussion where something is open.",
            "declared_on": "2026-04-14",
        },
        "people": PANEL,
        "evidence": [
            {
                "file": "reflective-account.docx",
                "title": "Reflective account",
                "kind": "reflective_account",
                "learned_on": "2025-11-30",
                "made_on": "2026-04-10",
                "received_on": "2026-04-14",
                "source": "the claimant",
                "language": "en",
                "sensitivity": "personal",
            },
            {
                "file": "testimony.pdf",
                "title": "Testimony of a manager",
                "kind": "testimony",
                "learned_on": "2025-11-30",
                "made_on": "2026-04-12",
                "received_on": "2026-04-14",
                "source": "the claimant's manager",
                "language": "en",
            },
        ],
    },
    "steps": {
        "stage": "signed",
        "due_in_days": 5,
        "meeting": MEETING,
        "judgements": {
            "one": {"sealed": True, "answers": care_answers("one")},
            "two": {"sealed": True, "answers": care_answers("two")},
        },
        "findings": {
            "U2.2": {
                "answer": "not_met",
                "reason": "The panel read both items again: the outcome names an electronic system and nothing shows one.",
            }
        },
        "decision": {
            "outcome": "part_credit",
            "level": 7,
            "points": 8,
            "level_rationale": "The claimed units are rated at level 7 by the college, and what the account and the testimony"
            " show of the first unit is at that demand: planning with people, alone on a shift, within agreed limits.",
            "credit_rationale": "The first unit is met in every outcome and carries 8 points. The second lacks one outcome, so"
            " no credit is given for it yet.",
            "recommendations": ["A short placement in a service with electronic records would fill the gap in unit 2."],
        },
    },
}

# -- 3: a general claim, before the panel ------------------------------------------------------------------------------

COMMUNITY_PORTFOLIO = """
# Portfolio: six years in community support

Sample Claimant A (sample data).

I began as a volunteer at a lunch club and now run it: 40 people on two days, nine volunteers, a budget of 14,000 pounds.

# A problem I had to work out

Numbers fell by a third in one winter. I asked everybody who had stopped coming, sorted what they said under transport,
cost and cold, and tried one change at a time. The shared minibus brought back half of them. I set the cost of each
change against what it did and showed the committee.

---

# Volunteers

I plan the rota, train new people in food hygiene and talk with anyone who is struggling. Two disagreements went as far as
the committee; I wrote both sides down for them and did not vote.

# What I read

The council's guidance on befriending, two reports on loneliness in later life, and the food standards pages each year.
"""
COMMUNITY_TESTIMONY = """
# Testimony of a committee chair

Sample data. I have chaired the lunch club for seven years and seen all that is described here.

The claimant decides on the day-to-day running alone and brings changes in cost or opening to us with a paper.
"""
GENERAL_REASONS = {
    "all.k": ("7", "Broad knowledge of the work with some of its theory; the reading is named and used.", "2"),
    "all.p": ("8", "Runs a service of its own with skills well beyond routine, and changes them when they fail.", "1"),
    "all.g": (
        "7",
        "Gathers, sorts and weighs information on a problem of some complexity and tests one cause at a time.",
        "1",
    ),
    "all.c": (
        "7",
        "Writes for a committee and talks with people in difficulty; uses a budget and simple figures.",
        "1",
    ),
    "all.a": ("7", "Leads nine volunteers within limits that the committee sets.", "2"),
    "all.fit": ("7", "Practice goes further in one respect; the whole sits here.", "1"),
}


def general_answers(change: dict[str, str]) -> dict[str, Any]:
    said = {
        key: answer(change.get(key, level), reason, ("E01", page, ""))
        for key, (level, reason, page) in GENERAL_REASONS.items()
    }
    said["all.points"] = answer(
        change.get("all.points", "16"),
        "About 160 hours of learning can be told from the work itself.",
        ("E02", "1", ""),
    )
    return said


COMMUNITY = {
    "files": {"portfolio.pdf": COMMUNITY_PORTFOLIO, "testimony.docx": COMMUNITY_TESTIMONY},
    "case": {
        "schema": "rpl-desk/case/1",
        "kind": "rpl_credit_general",
        "reference": "RPL-2026-0034",
        "title": "Sample Claimant A: six years in community support",
        "proposed_level": 7,
        "proposed_points": 16,
        "programme": {
            "title": "Sample Higher National Certificate in Social Services",
            "owner": "Sample College",
            "award_points": 120,
        },
        "claimant": {
            "name": "Sample Claimant A",
            "reference": "SC-0034",
            "situation": "no_certificate",
            "wish": "credit",
            "assessment_plan": "A portfolio with testimony and a professional discussion of half an hour.",
            "declared_on": "2026-04-20",
        },
        "people": PANEL,
        "evidence": [
            {
                "file": "portfolio.pdf",
                "title": "Portfolio",
                "kind": "portfolio",
                "learned_on": "2026-02-01",
                "made_on": "2026-04-18",
                "received_on": "2026-04-20",
                "source": "the claimant",
                "language": "en",
            },
            {
                "file": "testimony.docx",
                "title": "Testimony of a committee chair",
                "kind": "testimony",
                "learned_on": "2026-02-01",
                "made_on": "2026-04-16",
                "received_on": "2026-04-20",
                "source": "the committee chair",
                "language": "en",
            },
        ],
    },
    "steps": {
        "stage": "panel",
        "due_in_days": 3,
        "meeting": MEETING,
        "judgements": {
            "one": {"sealed": True, "answers": general_answers({})},
            "two": {"sealed": True, "answers": general_answers({"all.p": "7"})},
        },
        "findings": {
            "all.p": {
                "answer": "8",
                "reason": "Setting the cost of each change against its effect goes beyond routine practice (E01 p.1).",
            }
        },
        "decision": {
            "level_rationale": "The account and the testimony agree on work done without close supervision in defined"
            " activities. Practice goes further in one respect; the whole sits best at level 7.",
        },
    },
}

# -- 4: the college's own micro-credential, under review --------------------------------------------------------------

DATA_SPECIFICATION = """
# Introduction to Data Handling: specification

Sample College. A micro-credential of one unit, 100 hours.

Learners clean a small data set, describe it with simple statistics, draw three charts and say in words what they show
and what they do not show. They follow a given method and choose among the charts themselves.

Assessment: one project with a data set the learner has not seen before, and a talk of five minutes.
"""
DATA_ANSWERS = {
    "U1.k": answer("6", "A factual base with some theory of samples and averages.", ("E01", "1", "simple statistics")),
    "U1.p": answer(
        "6", "A given method is followed; the learner chooses among charts.", ("E01", "1", "choose among the charts")
    ),
    "U1.g": answer(
        "6", "Says what a chart does not show, which asks for some evaluation.", ("E01", "1", "what they do not show")
    ),
    "U1.c": answer(
        "6", "Written and spoken, with numerical data at the centre.", ("E01", "1", "a talk of five minutes")
    ),
    "U1.a": answer("6", "Works alone on a project that is set.", ("E01", "1", "one project")),
    "U1.fit": answer("6", "All five sit at this level.", ("E01", "1", "")),
    "U1.points": answer("10", "100 hours are believable for a beginner.", ("E01", "1", "100 hours")),
    "all.fit": answer("6", "One unit, so the whole is the unit.", ("E01", "1", "")),
    "all.points": answer("10", "One unit of ten points.", ("E01", "1", "")),
}
DATA = {
    "files": {"specification.pdf": DATA_SPECIFICATION},
    "case": {
        "schema": "rpl-desk/case/1",
        "kind": "credit_rating_own",
        "reference": "CR-2026-0015",
        "title": "Introduction to Data Handling",
        "proposed_level": 6,
        "proposed_points": 10,
        "programme": {
            "title": "Introduction to Data Handling",
            "kind": "micro_credential",
            "owner": "Sample College",
            "units": [
                unit(
                    "Data handling",
                    6,
                    10,
                    [
                        "Clean a small data set by a given method and record what was changed",
                        "Describe the data with simple statistics",
                        "Choose and draw charts, and say what they show and do not show",
                    ],
                    [("taught", 24), ("online", 20), ("practice", 36), ("assessment", "18-22")],
                )
            ],
        },
        "checks": checks("eligibility", ELIGIBILITY),
        "people": RATING_PANEL,
        "evidence": [
            {
                "file": "specification.pdf",
                "title": "Unit specification",
                "kind": "other",
                "made_on": "2026-03-02",
                "received_on": "2026-04-27",
                "source": "School of Computing",
                "language": "en",
            }
        ],
    },
    "steps": {
        "stage": "review",
        "due_in_days": 12,
        "judgements": {
            "one": {"answers": {key: DATA_ANSWERS[key] for key in ("U1.k", "U1.p", "U1.g", "U1.c")}},
            "two": {"sealed": True, "answers": DATA_ANSWERS},
        },
    },
}

# -- 5: credit transfer, judged and compared --------------------------------------------------------------------------

TRANSCRIPT = """
# Transcript of results

Sample Awarding Body (sample data). Learner: Sample Claimant B.

Team leadership in practice: SCQF level 7, 8 credit points, passed 14 June 2023.

Health and safety for supervisors: SCQF level 6, 6 credit points, passed 2 November 2019.
"""
TRANSFER = {
    "files": {"transcript.pdf": TRANSCRIPT},
    "case": {
        "schema": "rpl-desk/case/1",
        "kind": "credit_transfer",
        "reference": "RPL-2026-0031",
        "title": "Sample Claimant B: credit from Sample Awarding Body",
        "proposed_level": 7,
        "proposed_points": 14,
        "programme": {
            "title": "Sample Diploma in Management",
            "owner": "Sample College",
            "award_points": 96,
            "units": [
                {
                    "title": "Team leadership in practice",
                    "imported_from": "Sample Awarding Body",
                    "imported_level": 7,
                    "imported_points": 8,
                },
                {
                    "title": "Health and safety for supervisors",
                    "imported_from": "Sample Awarding Body",
                    "imported_level": 6,
                    "imported_points": 6,
                },
            ],
        },
        "claimant": {
            "name": "Sample Claimant B",
            "reference": "SC-0031",
            "situation": "certificate_on_scqf",
            "wish": "credit",
            "assessment_plan": "The transcript, read against the outcomes of the diploma.",
            "declared_on": "2026-04-22",
        },
        "people": PANEL,
        "evidence": [
            {
                "file": "transcript.pdf",
                "title": "Transcript of results",
                "kind": "transcript",
                "learned_on": "2019-11-02",
                "made_on": "2026-04-21",
                "received_on": "2026-04-22",
                "source": "Sample Awarding Body",
                "language": "en",
            }
        ],
    },
    "steps": {
        "stage": "reconcile",
        "due_in_days": 8,
        "judgements": {
            "one": {
                "sealed": True,
                "answers": {
                    "U1.transfer": answer(
                        "met",
                        "Same level and the outcomes match those of the diploma's first unit.",
                        ("E01", "1", "SCQF level 7, 8 credit points"),
                    ),
                    "U2.transfer": answer(
                        "partly",
                        "The content matches, but it is more than five years old.",
                        ("E01", "1", "passed 2 November 2019"),
                    ),
                    "all.points": answer(
                        "14", "Both units, if the panel accepts the date of the second.", ("E01", "1", "")
                    ),
                },
            },
            "two": {
                "sealed": True,
                "answers": {
                    "U1.transfer": answer(
                        "met", "Recent, at level and of the same size.", ("E01", "1", "passed 14 June 2023")
                    ),
                    "U2.transfer": answer(
                        "not_met",
                        "The regulations changed since 2019, so what was learned is out of date.",
                        ("E01", "1", "passed 2 November 2019"),
                    ),
                    "all.points": answer("8", "Only the first unit carries over.", ("E01", "1", "")),
                },
            },
        },
        "findings": {},
    },
}

# -- 6: entry, at intake with things missing ---------------------------------------------------------------------------

CV = """
# Curriculum vitae

Sample Claimant D (sample data).

2014 to 2026: kitchen hand, then cook, then second chef in a hotel of 40 rooms.

2021: elementary food hygiene certificate.

I want to study hospitality management and have no Highers.
"""
ENTRY = {
    "files": {"cv.docx": CV},
    "case": {
        "schema": "rpl-desk/case/1",
        "kind": "rpl_entry",
        "reference": "RPL-2026-0037",
        "title": "Sample Claimant D: entry to hospitality management",
        "programme": {
            "title": "Sample Higher National Diploma in Hospitality Management",
            "owner": "Sample College",
            "entry_requirements": [
                "Two Highers, one of them in a subject with writing, or learning of the same demand",
                "Two years of work in a hotel, restaurant or kitchen",
            ],
        },
        "claimant": {
            "name": "Sample Claimant D",
            "reference": "SC-0037",
            "situation": "no_certificate",
            "wish": "entry",
        },
        "people": [{"email": CHAIR, "role": "chair"}, {"email": ONE, "role": "assessor"}],
        "evidence": [
            {
                "file": "cv.docx",
                "title": "Curriculum vitae",
                "kind": "cv",
                "learned_on": "2026-04-01",
                "received_on": "2026-05-04",
                "source": "the claimant",
                "language": "en",
            }
        ],
    },
    "steps": {"stage": "intake", "due_in_days": 20},
}

CASES: dict[str, dict[str, Any]] = {
    "1-peer-support": PEER,
    "2-care-practice": CARE,
    "3-community-support": COMMUNITY,
    "4-data-handling": DATA,
    "5-credit-transfer": TRANSFER,
    "6-entry": ENTRY,
}
