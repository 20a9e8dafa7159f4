-- By hand, for questions that only ask "anybody?": two bits each (surely, perhaps) in one word; counters where counted.
SELECT $verdicts
FROM (
    SELECT
        n_members, decile4, decile5, f.electricity_va, f.registered, f.receives, listed, own_land, damaged,
        f.tenure, f.has_second_house, f.housing_aid_within_10y, f.floor_area_m2, f.toilet, f.disaster_affected,
        f.decile, f.income_monthly,
        CASE WHEN b & 1 > 0 THEN TRUE WHEN b & 2 = 0 THEN FALSE END AS papers,
        CASE WHEN b & 4 > 0 THEN TRUE WHEN b & 8 = 0 THEN FALSE END AS hit,
        CASE WHEN b & 16 > 0 THEN TRUE WHEN b & 32 = 0 THEN FALSE END AS married,
        CASE WHEN b & 64 > 0 THEN TRUE WHEN b & 128 = 0 THEN FALSE END AS graduated,
        CASE WHEN b & 256 > 0 THEN TRUE WHEN b & 512 = 0 THEN FALSE END AS bankable,
        CASE WHEN b & 1024 > 0 THEN TRUE WHEN b & 2048 = 0 THEN FALSE END AS uninsured,
        CASE WHEN b & 4096 > 0 THEN TRUE WHEN b & 8192 = 0 THEN FALSE END AS frail,
        CASE WHEN b & 16384 > 0 THEN TRUE WHEN b & 32768 = 0 THEN FALSE END AS business,
        CASE WHEN b & 65536 > 0 THEN TRUE WHEN b & 131072 = 0 THEN FALSE END AS covered,
        (s0 & 31) AS n_orphaned, b & 262144 > 0 AS u_orphaned,
        (s0 >> 5) & 31 AS sd, (s0 >> 10) & 31 AS smp, (s0 >> 15) & 31 AS sma, b & 524288 > 0 AS u_pupil,
        (s0 >> 20) & 31 AS orphan_sd, (s0 >> 25) & 31 AS orphan_smp, (s0 >> 30) & 31 AS orphan_sma,
        b & 1048576 > 0 AS u_orphan_pupil,
        (s1 & 31) AS p1, (s1 >> 5) & 31 AS p2, (s1 >> 10) & 31 AS p3, (s1 >> 15) & 31 AS p4,
        (s1 >> 20) & 31 AS p5, (s1 >> 25) & 31 AS p6, (s1 >> 30) & 31 AS p7, b & 2097152 > 0 AS u_part
    FROM (
        SELECT *, decile <= 4 AS decile4, decile <= 5 AS decile5, (receives & 3) <> 0 AS listed,
            land_proof IN (0, 3, 4) AS own_land, wall_damaged OR roof_damaged AS damaged
        FROM $families
    ) f JOIN (
        SELECT
            family_id,
            bit_or(CASE WHEN papers THEN 1 WHEN papers IS NULL THEN 2 ELSE 0 END
                + CASE WHEN hit THEN 4 WHEN hit IS NULL THEN 8 ELSE 0 END
                + CASE WHEN married THEN 16 WHEN married IS NULL THEN 32 ELSE 0 END
                + CASE WHEN graduated THEN 64 WHEN graduated IS NULL THEN 128 ELSE 0 END
                + CASE WHEN bankable THEN 256 WHEN bankable IS NULL THEN 512 ELSE 0 END
                + CASE WHEN uninsured THEN 1024 WHEN uninsured IS NULL THEN 2048 ELSE 0 END
                + CASE WHEN frail THEN 4096 WHEN frail IS NULL THEN 8192 ELSE 0 END
                + CASE WHEN has_business THEN 16384 WHEN has_business IS NULL THEN 32768 ELSE 0 END
                + CASE WHEN covered THEN 65536 WHEN covered IS NULL THEN 131072 ELSE 0 END
                + CASE WHEN orphaned IS NULL THEN 262144 ELSE 0 END + CASE WHEN pupil IS NULL THEN 524288 ELSE 0 END
                + CASE WHEN (pupil AND lost_parent) IS NULL THEN 1048576 ELSE 0 END
                + CASE WHEN part IS NULL THEN 2097152 ELSE 0 END) AS b,
            sum(CASE WHEN orphaned THEN 1::BIGINT ELSE 0 END
                + CASE WHEN pupil THEN CASE school_level WHEN 1 THEN 32 WHEN 2 THEN 1024 ELSE 32768 END ELSE 0 END
                + CASE WHEN pupil AND lost_parent
                    THEN CASE school_level WHEN 1 THEN 1048576 WHEN 2 THEN 33554432 ELSE 1073741824 END
                    ELSE 0 END)::BIGINT AS s0,
            sum(CASE WHEN part > 0 THEN 1::BIGINT << (5 * (part - 1)) ELSE 0 END)::BIGINT AS s1
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
