    papers AS adminduk,
    coalesce(decile5, FALSE) AND n_orphaned > 0 AS atensi_yapi,
    CASE WHEN decile5 THEN n_orphaned * 200000 END AS atensi_yapi_amount,
    coalesce((receives & 4) <> 0, FALSE) AS bansos_beras,
    coalesce(decile4, FALSE) OR hit AS blt_desa,
    coalesce(tenure = 0 AND own_land AND NOT has_second_house AND damaged AND NOT housing_aid_within_10y AND married,
        FALSE) AS bsps,
    graduated AND coalesce(decile <= 3 OR listed OR (receives & 8) <> 0 OR income_monthly <= 4000000
        OR income_monthly <= 750000 * n_members::BIGINT, FALSE) AS kip_kuliah,
    bankable AS kur,
    coalesce(electricity_va = 450 OR (electricity_va = 900 AND registered), FALSE) AS listrik,
    TRUE AS lpg_3kg,
    coalesce(decile5, FALSE) AS pbi_jkn,
    uninsured AS pbpu_pemda,
    coalesce(decile4, FALSE) AND n_members = 1 AND frail AS permakanan,
    CASE WHEN listed OR disaster_affected THEN sd + smp + sma > 0
        ELSE orphan_sd + orphan_smp + orphan_sma > 0 END AS pip,
    CASE WHEN listed OR disaster_affected THEN 1800000 * sma + 750000 * smp + 450000 * sd
        ELSE 1800000 * orphan_sma + 750000 * orphan_smp + 450000 * orphan_sd END AS pip_amount,
    coalesce(decile4, FALSE) AND covered AS pkh,
    CASE WHEN decile4 AND covered THEN
        600000 * least(least(p1, 2) + least(p2, 2), 4)
        + 400000 * least(least(p1, 2) + least(p2, 2) + least(p3, 1) + least(p4, 1), 4)
        + 500000 * least(least(p1, 2) + least(p2, 2) + least(p3, 1) + least(p4, 1) + p5, 4)
        + 600000 * least(least(p1, 2) + least(p2, 2) + least(p3, 1) + least(p4, 1) + p5 + p6, 4)
        + 900000 * least(least(p1, 2) + least(p2, 2) + least(p3, 1) + least(p4, 1) + p5 + p6 + p7, 4) END AS pkh_amount,
    coalesce(decile4 AND own_land AND NOT housing_aid_within_10y
        AND (damaged OR toilet = 5 OR floor_area_m2 * 10 < n_members * 72), FALSE) AS rst,
    coalesce(decile4, FALSE) AS sembako,
    business AS umi
