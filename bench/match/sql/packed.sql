-- By hand, the shape that wins: a counter of five bits for each question about members, and a plane of the unknown.
SELECT $verdicts
FROM (
    SELECT
        n_members, decile4, decile5, f.electricity_va, f.registered, f.receives, listed, own_land, damaged,
        f.tenure, f.has_second_house, f.housing_aid_within_10y, f.floor_area_m2, f.toilet, f.disaster_affected,
        f.decile, f.income_monthly,
        (s0 & 31) > 0 OR CASE WHEN u & 1 > 0 THEN NULL ELSE FALSE END AS papers,
        (s0 >> 5) & 31 AS n_orphaned, u & 2 > 0 AS u_orphaned,
        ((s0 >> 10) & 31) > 0 OR CASE WHEN u & 4 > 0 THEN NULL ELSE FALSE END AS hit,
        ((s0 >> 15) & 31) > 0 OR CASE WHEN u & 8 > 0 THEN NULL ELSE FALSE END AS married,
        ((s0 >> 20) & 31) > 0 OR CASE WHEN u & 16 > 0 THEN NULL ELSE FALSE END AS graduated,
        ((s0 >> 25) & 31) > 0 OR CASE WHEN u & 32 > 0 THEN NULL ELSE FALSE END AS bankable,
        ((s0 >> 30) & 31) > 0 OR CASE WHEN u & 64 > 0 THEN NULL ELSE FALSE END AS uninsured,
        ((s0 >> 35) & 31) > 0 OR CASE WHEN u & 128 > 0 THEN NULL ELSE FALSE END AS frail,
        ((s0 >> 40) & 31) > 0 OR CASE WHEN u & 256 > 0 THEN NULL ELSE FALSE END AS business,
        ((s0 >> 45) & 31) > 0 OR CASE WHEN u & 512 > 0 THEN NULL ELSE FALSE END AS covered,
        (s0 >> 50) & 31 AS sd, (s1 & 31) AS smp, (s1 >> 5) & 31 AS sma, u & 1024 > 0 AS u_pupil,
        (s1 >> 10) & 31 AS orphan_sd, (s1 >> 15) & 31 AS orphan_smp, (s1 >> 20) & 31 AS orphan_sma,
        u & 2048 > 0 AS u_orphan_pupil,
        (s1 >> 25) & 31 AS p1, (s1 >> 30) & 31 AS p2, (s1 >> 35) & 31 AS p3, (s1 >> 40) & 31 AS p4,
        (s1 >> 45) & 31 AS p5, (s1 >> 50) & 31 AS p6, (s2 & 31) AS p7, u & 4096 > 0 AS u_part
    FROM (
        SELECT *, decile <= 4 AS decile4, decile <= 5 AS decile5, (receives & 3) <> 0 AS listed,
            land_proof IN (0, 3, 4) AS own_land, wall_damaged OR roof_damaged AS damaged
        FROM $families
    ) f JOIN (
        SELECT
            family_id,
            sum(CASE WHEN papers THEN 1::BIGINT ELSE 0 END + CASE WHEN orphaned THEN 32::BIGINT ELSE 0 END
                + CASE WHEN hit THEN 1024::BIGINT ELSE 0 END + CASE WHEN married THEN 32768::BIGINT ELSE 0 END
                + CASE WHEN graduated THEN 1048576::BIGINT ELSE 0 END
                + CASE WHEN bankable THEN 33554432::BIGINT ELSE 0 END
                + CASE WHEN uninsured THEN 1073741824::BIGINT ELSE 0 END
                + CASE WHEN frail THEN 34359738368::BIGINT ELSE 0 END
                + CASE WHEN has_business THEN 1099511627776::BIGINT ELSE 0 END
                + CASE WHEN covered THEN 35184372088832::BIGINT ELSE 0 END
                + CASE WHEN pupil AND school_level = 1 THEN 1125899906842624::BIGINT ELSE 0 END)::BIGINT AS s0,
            sum(CASE WHEN pupil AND school_level = 2 THEN 1::BIGINT ELSE 0 END
                + CASE WHEN pupil AND school_level > 2 THEN 32::BIGINT ELSE 0 END
                + CASE WHEN pupil AND lost_parent AND school_level = 1 THEN 1024::BIGINT ELSE 0 END
                + CASE WHEN pupil AND lost_parent AND school_level = 2 THEN 32768::BIGINT ELSE 0 END
                + CASE WHEN pupil AND lost_parent AND school_level > 2 THEN 1048576::BIGINT ELSE 0 END
                + CASE part WHEN 1 THEN 33554432::BIGINT WHEN 2 THEN 1073741824 WHEN 3 THEN 34359738368
                    WHEN 4 THEN 1099511627776 WHEN 5 THEN 35184372088832 WHEN 6 THEN 1125899906842624
                    ELSE 0 END)::BIGINT AS s1,
            sum(CASE WHEN part = 7 THEN 1 ELSE 0 END)::BIGINT AS s2,
            bit_or((CASE WHEN papers IS NULL THEN 1 ELSE 0 END | CASE WHEN orphaned IS NULL THEN 2 ELSE 0 END
                | CASE WHEN hit IS NULL THEN 4 ELSE 0 END | CASE WHEN married IS NULL THEN 8 ELSE 0 END
                | CASE WHEN graduated IS NULL THEN 16 ELSE 0 END | CASE WHEN bankable IS NULL THEN 32 ELSE 0 END
                | CASE WHEN uninsured IS NULL THEN 64 ELSE 0 END | CASE WHEN frail IS NULL THEN 128 ELSE 0 END
                | CASE WHEN has_business IS NULL THEN 256 ELSE 0 END | CASE WHEN covered IS NULL THEN 512 ELSE 0 END
                | CASE WHEN pupil IS NULL THEN 1024 ELSE 0 END
                | CASE WHEN (pupil AND lost_parent) IS NULL THEN 2048 ELSE 0 END
                | CASE WHEN part IS NULL THEN 4096 ELSE 0 END)::INT) AS u
        FROM (
            SELECT *, is_pregnant OR age <= 6 OR pupil OR age >= 70 OR has_severe_disability AS covered,
                CASE WHEN is_pregnant THEN 1 WHEN is_pregnant IS NULL THEN NULL
                    WHEN small THEN 2 WHEN small IS NULL THEN NULL
                    WHEN age >= 70 THEN 3 WHEN (age >= 70) IS NULL THEN NULL
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
