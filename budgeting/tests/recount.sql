-- Counts all elections whose .pb files stand in pb_meta, pb_project and pb_vote, by the rule, ties and threshold that the
-- comment of each file names. Knows nothing of the program: whole numbers, one recursive statement, one row per step.
WITH RECURSIVE
meta AS (
    SELECT election,
        max(value) FILTER (WHERE key = 'budget')::numeric AS budget,
        bool_or(value IN ('cumulative', 'scoring', 'ordinal')) FILTER (WHERE key = 'vote_type') AS in_points,
        max(value) FILTER (WHERE key = 'comment') AS comment
    FROM pb_meta GROUP BY election
),
terms AS (
    SELECT election, budget, in_points,
        (regexp_match(comment, '--rule ([a-z-]+)'))[1] AS rule,
        split_part(said.ties, ':', 1) AS ties,
        substring(said.ties FROM position(':' IN said.ties || ':') + 1) AS seed,
        coalesce((regexp_match(comment, '--threshold ([0-9]+)'))[1], '1')::int AS least,
        (regexp_match(comment, 'At most one of each: ([^#.]+)\.'))[1] AS alternatives
    FROM meta CROSS JOIN LATERAL (
        SELECT btrim((regexp_match(comment, '--ties ([^#]*?)(?: --|[.] #|[.]$)'))[1], '''') AS ties
    ) AS said
),
chosen AS (
    SELECT v.election, c.id AS project_id, CASE WHEN t.in_points THEN p.points::int ELSE 1 END AS points
    FROM pb_vote v JOIN terms t USING (election)
    CROSS JOIN LATERAL unnest(string_to_array(v.vote, ',')) WITH ORDINALITY AS c (id, place)
    LEFT JOIN LATERAL unnest(string_to_array(v.points, ',')) WITH ORDINALITY AS p (points, place) USING (place)
),
groups AS (
    SELECT t.election, g.place AS group_no, trim(member.id) AS project_id
    FROM terms t
    CROSS JOIN LATERAL unnest(string_to_array(t.alternatives, '|')) WITH ORDINALITY AS g (ids, place)
    CROSS JOIN LATERAL unnest(string_to_array(g.ids, ',')) AS member (id)
),
given AS (
    SELECT election, project_id, sum(points) AS votes FROM chosen GROUP BY election, project_id
),
scored AS (
    SELECT p.election, p.project_id, p.cost::numeric AS cost, g.group_no, coalesce(v.votes, 0) AS votes
    FROM pb_project p LEFT JOIN groups g USING (election, project_id) LEFT JOIN given v USING (election, project_id)
),
ranked AS (
    SELECT s.*, t.rule, row_number() OVER (
        PARTITION BY s.election
        ORDER BY s.votes DESC,
            CASE t.ties WHEN 'cheapest' THEN s.cost WHEN 'dearest' THEN -s.cost END,
            CASE WHEN t.seed <> '' THEN encode(sha256(convert_to(t.seed || '|' || s.project_id, 'UTF8')), 'hex') END,
            s.project_id::int
    ) AS place
    FROM scored s JOIN terms t USING (election) WHERE s.votes >= t.least
),
steps AS (
    SELECT election, 0::bigint AS place, budget AS remaining, false AS gets, NULL::text AS project_id,
        ARRAY[]::bigint[] AS taken, false AS ended
    FROM terms
    UNION ALL
    SELECT r.election, r.place,
        s.remaining - CASE WHEN fits.yes THEN r.cost ELSE 0 END,
        fits.yes, r.project_id,
        CASE WHEN fits.yes AND r.group_no IS NOT NULL THEN s.taken || r.group_no ELSE s.taken END,
        s.ended OR (r.rule = 'greedy-stop' AND r.cost > s.remaining AND coalesce(r.group_no <> ALL (s.taken), true))
    FROM steps s JOIN ranked r ON r.election = s.election AND r.place = s.place + 1
    CROSS JOIN LATERAL (
        SELECT NOT s.ended AND r.cost <= s.remaining AND coalesce(r.group_no <> ALL (s.taken), true) AS yes
    ) AS fits
)
SELECT election, coalesce(array_agg(project_id ORDER BY place) FILTER (WHERE gets), ARRAY[]::text[]) FROM steps GROUP BY election
