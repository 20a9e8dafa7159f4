-- Made-up families of Kepulauan Bangka Belitung: %(families)s of them, three or four people each.
INSERT INTO registry_family (id, area_code, address, rt, rw, phone, state, version, stamps, synthetic,
                             created_at, updated_at)
SELECT gen_random_uuid(), v.codes[1 + mod(n, array_length(v.codes, 1))], 'Jalan', '001', '001', '', 'active', 1, '{}',
       true, now(), now()
FROM generate_series(1, %(families)s) n,
     (SELECT array_agg(code ORDER BY code) codes FROM areas_area WHERE level = 4 AND left(code, 3) = '19.') v;

CREATE TEMP TABLE seat AS
SELECT gen_random_uuid() AS person, f.id AS family, f.area_code, place, random() AS r1, random() AS r2, random() AS r3
FROM registry_family f CROSS JOIN generate_series(0, 3) place WHERE place < 3 OR mod(get_byte(uuid_send(f.id), 0), 5) < 3;

INSERT INTO registry_person (id, area_code, name, name_key, former_niks, birth_date, sex, state, version, stamps,
                             synthetic, created_at, updated_at)
SELECT person, area_code, name, lower(name), '[]', date '1940-01-01' + (r3 * 30000)::int,
       CASE WHEN r3 < 0.5 THEN 'male' ELSE 'female' END, 'active', 1, '{}', true, now(), now()
FROM (
    SELECT *, (%(given)s::text[])[1 + floor(power(r1, 2) * array_length(%(given)s::text[], 1))::int] || ' '
              || (%(names)s::text[])[1 + floor(r2 * array_length(%(names)s::text[], 1))::int] AS name
    FROM seat
) AS named;

INSERT INTO registry_membership (id, area_code, person_id, family_id, relation, position, starts_on)
SELECT gen_random_uuid(), area_code, person, family, CASE WHEN place = 0 THEN 'head' ELSE 'child' END, place,
       current_date
FROM seat;
