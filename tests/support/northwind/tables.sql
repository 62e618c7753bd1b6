create table categories (category_id smallint primary key, category_name character varying(15) not null, description text, picture bytea);
create table customer_demographics (customer_type_id character varying(5) primary key, customer_desc text);
create table customers (customer_id character varying(5) primary key, company_name character varying(40) not null, contact_name character varying(30),
  contact_title character varying(30), address character varying(60), city character varying(15), region character varying(15),
  postal_code character varying(10), country character varying(15), phone character varying(24), fax character varying(24));
create table customer_customer_demo (customer_id character varying(5) not null references customers,
  customer_type_id character varying(5) not null references customer_demographics, primary key (customer_id, customer_type_id));
create table employees (employee_id smallint primary key, last_name character varying(20) not null, first_name character varying(10) not null,
  title character varying(30), title_of_courtesy character varying(25), birth_date date, hire_date date, address character varying(60),
  city character varying(15), region character varying(15), postal_code character varying(10), country character varying(15),
  home_phone character varying(24), extension character varying(4), photo bytea, notes text, reports_to smallint references employees,
  photo_path character varying(255));
create table region (region_id smallint primary key, region_description character varying(60) not null);
create table territories (territory_id character varying(20) primary key, territory_description character varying(60) not null,
  region_id smallint not null references region);
create table employee_territories (employee_id smallint not null references employees, territory_id character varying(20) not null references territories,
  primary key (employee_id, territory_id));
create table shippers (shipper_id smallint primary key, company_name character varying(40) not null, phone character varying(24));
create table suppliers (supplier_id smallint primary key, company_name character varying(40) not null, contact_name character varying(30),
  contact_title character varying(30), address character varying(60), city character varying(15), region character varying(15),
  postal_code character varying(10), country character varying(15), phone character varying(24), fax character varying(24), homepage text);
create table products (product_id smallint primary key, product_name character varying(40) not null, supplier_id smallint references suppliers,
  category_id smallint references categories, quantity_per_unit character varying(20), unit_price real, units_in_stock smallint,
  units_on_order smallint, reorder_level smallint, discontinued integer not null);
create table orders (order_id smallint primary key, customer_id character varying(5) references customers, employee_id smallint references employees,
  order_date date, required_date date, shipped_date date, ship_via smallint references shippers, freight real, ship_name character varying(40),
  ship_address character varying(60), ship_city character varying(15), ship_region character varying(15), ship_postal_code character varying(10),
  ship_country character varying(15));
create table order_details (order_id smallint not null references orders, product_id smallint not null references products,
  unit_price real not null, quantity smallint not null, discount real not null, primary key (order_id, product_id));
create table us_states (state_id smallint primary key, state_name character varying(100), state_abbr character varying(2), state_region character varying(50));

insert into categories select n, 'Category ' || n, 'About ' || n, decode(to_hex(16 + n), 'hex') from generate_series(1, 8) n;
insert into customer_demographics values ('NEW', 'New'), ('OLD', null), ('A:B%', 'Of signs');
insert into customers (customer_id, company_name, city, country) select 'C' || lpad(n::text, 4, '0'), 'Company ' || n, 'City ' || n % 4, 'Country ' || n % 3 from generate_series(1, 20) n;
insert into customer_customer_demo select 'C' || lpad(n::text, 4, '0'), (array['NEW', 'OLD', 'A:B%'])[1 + n % 3] from generate_series(1, 12) n;
insert into employees (employee_id, last_name, first_name, birth_date, reports_to) select n, 'Last ' || n, 'First ' || n % 3, date '1960-01-01' + 400 * n, nullif(n / 2, 0) from generate_series(1, 9) n;
insert into region select n, 'Region ' || n from generate_series(1, 4) n;
insert into territories select lpad((1000 * n)::text, 5, '0'), 'Territory ' || n, 1 + n % 4 from generate_series(1, 15) n;
insert into employee_territories select 1 + n % 9, lpad((1000 * (1 + n % 15))::text, 5, '0') from generate_series(1, 40) n on conflict do nothing;
insert into shippers select n, 'Shipper ' || n from generate_series(1, 3) n;
insert into suppliers (supplier_id, company_name, country) select n, 'Supplier ' || n, 'Country ' || n % 3 from generate_series(1, 6) n;
insert into products select n, 'Product ' || n, 1 + n % 6, 1 + n % 8, n || ' boxes', n * 1.1, n, 0, 5, n % 2 from generate_series(1, 30) n;
insert into orders (order_id, customer_id, employee_id, order_date, ship_via, freight) select 10000 + n, 'C' || lpad((1 + n % 20)::text, 4, '0'), 1 + n % 9,
  date '1997-01-01' + n, nullif(n % 4, 0), n / 3.0 from generate_series(1, 50) n;
insert into order_details select 10000 + 1 + n % 50, 1 + n % 30, n * 0.7, 1 + n, (n % 3) / 10.0 from generate_series(1, 120) n on conflict do nothing;
insert into us_states select n, 'State ' || n, chr(64 + n) || chr(64 + n), 'South' from generate_series(1, 5) n;
analyze;
