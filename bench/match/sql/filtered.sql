-- What is written first: a count(*) FILTER for each question, and one more for its unknowns.
SELECT $verdicts
FROM (
    SELECT
        f.*, f.decile <= 4 AS decile4, f.decile <= 5 AS decile5, (f.receives & 3) <> 0 AS listed,
        f.land_proof IN (0, 3, 4) AS own_land, f.wall_damaged OR f.roof_damaged AS damaged,
        n_papers > 0 OR CASE WHEN c.u_papers > 0 THEN NULL ELSE FALSE END AS papers,
        n_hit > 0 OR CASE WHEN c.u_hit > 0 THEN NULL ELSE FALSE END AS hit,
        n_married > 0 OR CASE WHEN c.u_married > 0 THEN NULL ELSE FALSE END AS married,
        n_graduated > 0 OR CASE WHEN c.u_graduated > 0 THEN NULL ELSE FALSE END AS graduated,
        n_bankable > 0 OR CASE WHEN c.u_bankable > 0 THEN NULL ELSE FALSE END AS bankable,
        n_uninsured > 0 OR CASE WHEN c.u_uninsured > 0 THEN NULL ELSE FALSE END AS uninsured,
        n_frail > 0 OR CASE WHEN c.u_frail > 0 THEN NULL ELSE FALSE END AS frail,
        n_business > 0 OR CASE WHEN c.u_business > 0 THEN NULL ELSE FALSE END AS business,
        n_covered > 0 OR CASE WHEN c.u_covered > 0 THEN NULL ELSE FALSE END AS covered,
        n_orphaned, c.u_orphaned > 0 AS u_orphaned, c.u_pupil > 0 AS u_pupil, c.u_orphan_pupil > 0 AS u_orphan_pupil,
        c.u_part > 0 AS u_part, sd, smp, sma, orphan_sd, orphan_smp, orphan_sma, p1, p2, p3, p4, p5, p6, p7
    FROM $families f JOIN (
        SELECT
            family_id,
            count(*) FILTER (WHERE papers) AS n_papers, count(*) FILTER (WHERE papers IS NULL) AS u_papers,
            count(*) FILTER (WHERE hit) AS n_hit, count(*) FILTER (WHERE hit IS NULL) AS u_hit,
            count(*) FILTER (WHERE married) AS n_married, count(*) FILTER (WHERE married IS NULL) AS u_married,
            count(*) FILTER (WHERE graduated) AS n_graduated, count(*) FILTER (WHERE graduated IS NULL) AS u_graduated,
            count(*) FILTER (WHERE bankable) AS n_bankable, count(*) FILTER (WHERE bankable IS NULL) AS u_bankable,
            count(*) FILTER (WHERE uninsured) AS n_uninsured, count(*) FILTER (WHERE uninsured IS NULL) AS u_uninsured,
            count(*) FILTER (WHERE frail) AS n_frail, count(*) FILTER (WHERE frail IS NULL) AS u_frail,
            count(*) FILTER (WHERE has_business) AS n_business,
            count(*) FILTER (WHERE has_business IS NULL) AS u_business,
            count(*) FILTER (WHERE covered) AS n_covered, count(*) FILTER (WHERE covered IS NULL) AS u_covered,
            count(*) FILTER (WHERE orphaned) AS n_orphaned, count(*) FILTER (WHERE orphaned IS NULL) AS u_orphaned,
            count(*) FILTER (WHERE pupil AND school_level = 1) AS sd,
            count(*) FILTER (WHERE pupil AND school_level = 2) AS smp,
            count(*) FILTER (WHERE pupil AND school_level > 2) AS sma,
            count(*) FILTER (WHERE pupil IS NULL) AS u_pupil,
            count(*) FILTER (WHERE pupil AND lost_parent AND school_level = 1) AS orphan_sd,
            count(*) FILTER (WHERE pupil AND lost_parent AND school_level = 2) AS orphan_smp,
            count(*) FILTER (WHERE pupil AND lost_parent AND school_level > 2) AS orphan_sma,
            count(*) FILTER (WHERE (pupil AND lost_parent) IS NULL) AS u_orphan_pupil,
            count(*) FILTER (WHERE part = 1) AS p1, count(*) FILTER (WHERE part = 2) AS p2,
            count(*) FILTER (WHERE part = 3) AS p3, count(*) FILTER (WHERE part = 4) AS p4,
            count(*) FILTER (WHERE part = 5) AS p5, count(*) FILTER (WHERE part = 6) AS p6,
            count(*) FILTER (WHERE part = 7) AS p7, count(*) FILTER (WHERE part IS NULL) AS u_part
        FROM (
            SELECT *, is_pregnant OR age <= 6 OR pupil OR age >= 70 OR has_severe_disability AS covered,
                CASE WHEN is_pregnant THEN 1 WHEN is_pregnant IS NULL THEN NULL
                    WHEN small THEN 2 WHEN small IS NULL THEN NULL
                    WHEN age >= 70 THEN 3 WHEN age IS NULL THEN NULL
                    WHEN has_severe_disability THEN 4 WHEN has_severe_disability IS NULL THEN NULL
                    WHEN pupil THEN CASE school_level WHEN 1 THEN 7 WHEN 2 THEN 6 ELSE 5 END
                    WHEN pupil IS NULL THEN NULL ELSE 0 END AS part
            FROM (
$people
            )
        )
        GROUP BY family_id
    ) c USING (family_id)
    WHERE n_members <= 31
)
