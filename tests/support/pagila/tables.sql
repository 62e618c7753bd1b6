create type mpaa_rating as enum ('G', 'PG', 'PG-13', 'R', 'NC-17');
create domain year as integer constraint year_check check (value >= 1901 and value <= 2155);
create function last_updated() returns trigger language plpgsql as $$ begin new.last_update = now(); return new; end $$;

create table actor (actor_id serial primary key, first_name text not null, last_name text not null, last_update timestamptz not null default now());
create table category (category_id serial primary key, name text not null, last_update timestamptz not null default now());
create table language (language_id serial primary key, name character(20) not null, last_update timestamptz not null default now());
create table film (
  film_id serial primary key, title text not null, description text, release_year year,
  language_id integer not null references language on update cascade on delete restrict,
  original_language_id integer references language on update cascade on delete restrict,
  rental_duration smallint not null default 3, rental_rate numeric(4, 2) not null default 4.99, length smallint,
  replacement_cost numeric(5, 2) not null default 19.99, rating mpaa_rating default 'G'::mpaa_rating,
  last_update timestamptz not null default now(), special_features text[], fulltext tsvector not null);
create index film_fulltext_idx on film using gist (fulltext);
create index idx_title on film (title);
create table film_actor (
  actor_id integer not null references actor on update cascade on delete restrict,
  film_id integer not null references film on update cascade on delete restrict,
  last_update timestamptz not null default now(), primary key (actor_id, film_id));
create table film_category (
  film_id integer not null references film on update cascade on delete restrict,
  category_id integer not null references category on update cascade on delete restrict,
  last_update timestamptz not null default now(), primary key (film_id, category_id));
create table country (country_id serial primary key, country text not null, last_update timestamptz not null default now());
create table city (city_id serial primary key, city text not null,
  country_id integer not null references country on update cascade on delete restrict, last_update timestamptz not null default now());
create table address (address_id serial primary key, address text not null, address2 text, district text not null,
  city_id integer not null references city on update cascade on delete restrict, postal_code text, phone text not null,
  last_update timestamptz not null default now());
create table store (store_id serial primary key, manager_staff_id integer not null,
  address_id integer not null references address on update cascade on delete restrict, last_update timestamptz not null default now());
create unique index idx_unq_manager_staff_id on store (manager_staff_id);
create table staff (staff_id serial primary key, first_name text not null, last_name text not null,
  address_id integer not null references address on update cascade on delete restrict, email text,
  store_id integer not null references store, active boolean not null default true, username text not null, password text,
  last_update timestamptz not null default now(), picture bytea);
alter table store add constraint store_manager_staff_id_fkey foreign key (manager_staff_id)
  references staff on update cascade on delete restrict deferrable initially deferred;
create table customer (customer_id serial primary key, store_id integer not null references store on update cascade on delete restrict,
  first_name text not null, last_name text not null, email text,
  address_id integer not null references address on update cascade on delete restrict, activebool boolean not null default true,
  create_date date not null default current_date, last_update timestamptz default now(), active integer);
create table inventory (inventory_id serial primary key, film_id integer not null references film on update cascade on delete restrict,
  store_id integer not null references store on update cascade on delete restrict, last_update timestamptz not null default now());
create index idx_store_id_film_id on inventory (store_id, film_id);
create table rental (rental_id serial primary key, rental_date timestamptz not null,
  inventory_id integer not null references inventory on update cascade on delete restrict,
  customer_id integer not null references customer on update cascade on delete restrict, return_date timestamptz,
  staff_id integer not null references staff on update cascade on delete restrict, last_update timestamptz not null default now());
create unique index idx_unq_rental_rental_date_inventory_id_customer_id on rental (rental_date, inventory_id, customer_id);
create table payment (payment_id serial not null, customer_id integer not null references customer on update cascade on delete restrict,
  staff_id integer not null references staff on update cascade on delete restrict,
  rental_id integer not null references rental on update cascade on delete set null, amount numeric(5, 2) not null,
  payment_date timestamptz not null, primary key (payment_date, payment_id)) partition by range (payment_date);
create table payment_p2022_01 partition of payment for values from ('2022-01-01 00:00:00+00') to ('2022-02-01 00:00:00+00');
create table payment_p2022_02 partition of payment for values from ('2022-02-01 00:00:00+00') to ('2022-03-01 00:00:00+00');

create trigger film_fulltext_trigger before insert or update on film for each row
  execute function tsvector_update_trigger('fulltext', 'pg_catalog.english', 'title', 'description');
create trigger last_updated before update on film for each row execute function last_updated();
create trigger last_updated before update on actor for each row execute function last_updated();

create view film_list as
  select film.film_id as fid, film.title, category.name as category, film.rental_rate as price, film.length, film.rating
  from film left join film_category using (film_id) left join category using (category_id);
create view customer_list as
  select cu.customer_id as id, cu.first_name || ' ' || cu.last_name as name, a.postal_code as "zip code", city.city, country.country
  from customer cu join address a using (address_id) join city using (city_id) join country using (country_id);
create materialized view rental_by_category as
  select c.name as category, sum(p.amount) as total_sales from payment p join rental r using (rental_id) join inventory i using (inventory_id)
  join film_category fc using (film_id) join category c using (category_id) group by c.name;

insert into language (name) values ('English'), ('Italian'), ('Japanese');
insert into category (name) select 'Category ' || n from generate_series(1, 6) n;
insert into country (country) select 'Country ' || n from generate_series(1, 4) n;
insert into city (city, country_id) select 'City ' || n, 1 + n % 4 from generate_series(1, 9) n;
insert into address (address, district, city_id, postal_code, phone) select n || ' Street', 'District ' || n % 3, 1 + n % 9, '1000' || n, n::text from generate_series(1, 20) n;
insert into actor (first_name, last_name) select 'First ' || n % 4, 'Last ' || n from generate_series(1, 12) n;
insert into store (manager_staff_id, address_id) values (1, 1), (2, 2);
insert into staff (first_name, last_name, address_id, email, store_id, username, password, picture)
  values ('Mike', 'Hillyer', 3, 'mike@example.com', 1, 'mike', 'secret', '\x0102'), ('Jon', 'Stephens', 4, null, 2, 'jon', 'secret', null);
insert into film (title, description, release_year, language_id, original_language_id, length, rating, special_features)
  select 'Film ' || n, 'About ' || n % 5 || ' things', 1990 + n % 30, 1 + n % 3, case when n % 4 = 0 then 2 end, 60 + n,
    (enum_range(null::mpaa_rating))[1 + n % 5], case when n % 3 = 0 then array['Trailers', 'Deleted Scenes'] when n % 3 = 1 then array[]::text[] end
  from generate_series(1, 25) n;
insert into film_actor (actor_id, film_id) select 1 + n % 12, 1 + n % 25 from generate_series(1, 100) n;
insert into film_category (film_id, category_id) select n, 1 + n % 6 from generate_series(1, 25) n;
insert into inventory (film_id, store_id) select 1 + n % 25, 1 + n % 2 from generate_series(1, 60) n;
insert into customer (store_id, first_name, last_name, email, address_id, create_date)
  select 1 + n % 2, 'Customer', 'Number ' || n, 'c' || n || '@example.com', 1 + n % 20, date '2022-01-01' + n from generate_series(1, 15) n;
insert into rental (rental_date, inventory_id, customer_id, return_date, staff_id)
  select timestamptz '2022-01-02 10:00:00.000001Z' + n * interval '11 hours 7 seconds', 1 + n % 60, 1 + n % 15,
    case when n % 3 > 0 then timestamptz '2022-02-10 00:00Z' end, 1 + n % 2 from generate_series(1, 70) n;
insert into payment (customer_id, staff_id, rental_id, amount, payment_date)
  select customer_id, staff_id, rental_id, 0.99 + rental_id % 5, rental_date + interval '1 microsecond' from rental where rental_id % 7 > 0;
refresh materialized view rental_by_category;
analyze;
