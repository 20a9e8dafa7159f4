    SELECT
        family_id, is_pregnant, has_severe_disability, has_business, school_level, age,
        nik_status BETWEEN 2 AND 5 OR NOT has_birth_certificate OR (age >= 17 AND NOT has_ktp) AS papers,
        orphan <> 0 AND age <= 18 AS orphaned,
        lost_livelihood OR chronic_disease <> 0 OR has_severe_disability AS hit,
        marital_status = 1 AS married,
        graduated_year BETWEEN 2023 AND 2025 AS graduated,
        has_business AND business_months >= 6 AND NOT has_bank_credit AS bankable,
        health_insurance IN (0, 2) AS uninsured,
        age >= 80 OR has_severe_disability AS frail,
        in_school AND age BETWEEN 6 AND 21 AND school_level BETWEEN 1 AND 4 AS pupil,
        orphan <> 0 AS lost_parent,
        age <= 6 AND NOT (age = 6 AND in_school AND school_level BETWEEN 1 AND 4) AS small
    FROM $members
