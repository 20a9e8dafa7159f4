    papers AS adminduk,
    decile5 AND (n_orphaned > 0 OR CASE WHEN u_orphaned THEN NULL ELSE FALSE END) AS atensi_yapi,
    CASE WHEN decile5 AND NOT u_orphaned THEN n_orphaned * 200000 END AS atensi_yapi_amount,
    (receives & 4) <> 0 AS bansos_beras,
    decile4 OR hit AS blt_desa,
    tenure = 0 AND own_land AND NOT has_second_house AND damaged AND NOT housing_aid_within_10y AND married AS bsps,
    graduated AND (decile <= 3 OR listed OR (receives & 8) <> 0 OR income_monthly <= 4000000
        OR income_monthly <= 750000 * n_members::BIGINT) AS kip_kuliah,
    bankable AS kur,
    electricity_va = 450 OR (electricity_va = 900 AND registered) AS listrik,
    TRUE AS lpg_3kg,
    decile5 AS pbi_jkn,
    uninsured AS pbpu_pemda,
    decile4 AND n_members = 1 AND frail AS permakanan,
    CASE WHEN listed OR disaster_affected THEN sd + smp + sma > 0 OR CASE WHEN u_pupil THEN NULL ELSE FALSE END
        ELSE orphan_sd + orphan_smp + orphan_sma > 0
            OR CASE WHEN u_orphan_pupil THEN NULL ELSE FALSE END
            OR CASE WHEN (listed OR disaster_affected) IS NULL
                AND (sd + smp + sma > 0 OR u_pupil) THEN NULL ELSE FALSE END END AS pip,
    CASE WHEN listed OR disaster_affected THEN
            CASE WHEN NOT u_pupil THEN 1800000 * sma + 750000 * smp + 450000 * sd END
        WHEN NOT u_orphan_pupil AND ((listed OR disaster_affected) IS NOT NULL
            OR (NOT u_pupil AND sma = orphan_sma AND smp = orphan_smp AND sd = orphan_sd))
            THEN 1800000 * orphan_sma + 750000 * orphan_smp + 450000 * orphan_sd END AS pip_amount,
    decile4 AND covered AS pkh,
    CASE WHEN decile4 AND covered AND NOT u_part THEN
        600000 * least(least(p1, 2) + least(p2, 2), 4)
        + 400000 * least(least(p1, 2) + least(p2, 2) + least(p3, 1) + least(p4, 1), 4)
        + 500000 * least(least(p1, 2) + least(p2, 2) + least(p3, 1) + least(p4, 1) + p5, 4)
        + 600000 * least(least(p1, 2) + least(p2, 2) + least(p3, 1) + least(p4, 1) + p5 + p6, 4)
        + 900000 * least(least(p1, 2) + least(p2, 2) + least(p3, 1) + least(p4, 1) + p5 + p6 + p7, 4) END AS pkh_amount,
    decile4 AND own_land AND NOT housing_aid_within_10y
        AND (damaged OR toilet = 5 OR floor_area_m2 * 10 < n_members * 72) AS rst,
    decile4 AS sembako,
    business AS umi
