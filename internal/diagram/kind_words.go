package diagram

import (
	"strings"
	"sync"
)

// kindPhrases are what parts are called: product and plain words of up to three, by
// kind, in lower case, parted by commas. The last words of a name decide: a "Kafka
// consumer" is a worker.
var kindPhrases = map[Kind]string{
	Client: "client, clients, user, users, browser, browsers, mobile, ios, android, web app, mobile app, mobile apps, web apps, web application, app, apps, desktop, smart tv, tv, " +
		"phone, tablet, laptop, customer, customers, customer app, driver app, rider app, driver, drivers, rider, riders, passenger, guest, guests, host app, admin, admins, administrator, viewer, viewers, uploader, " +
		"frontend, front end, ui, web ui, admin ui, spa, sdk, device, devices, end user, end users, people, person, actor, visitor, sender, receiver, recipient, publisher client, subscriber client, " +
		"participant, participants, subscriber, creator, creators, seller, buyer, shopper, host, hosts, web client, web clients, cli, website, web site, web page, dashboard, admin dashboard, admin panel, console, admin console, react, " +
		"react native, flutter, swagger, postman, curl, third party client, iphone, web, creator studio, peer, peers, traveler, traveller, consumer app, application user, operator, user device, client application, client app, streamer",
	DNS: "dns, route 53, route53, name server, cloud dns, domain name system, dns server, dns resolver, geo dns, geodns, global dns, traffic manager",
	CDN: "cdn, cloudfront, cloud front, akamai, fastly, cloudflare, edge cache, edge caches, edge location, edge locations, content delivery network, open connect, oca, oca servers, front door, edge server, edge servers, edge network, cloud cdn, edge computing, pop, pops",
	LoadBalancer: "load balancer, load balancers, lb, elb, alb, nlb, l4, l7, l4 lb, l7 lb, haproxy, nginx, loadbalancer, load balancing, elastic load balancing, application load balancer, network load balancer, reverse proxy, envoy, traefik, balancer, glb, gslb, f5, " +
		"proxy, proxies, ingress, ingress controller, application gateway, cloud load balancing, web proxy, nginx lb",
	Gateway: "gateway, gateways, api gateway, api gw, apigw, apig, gw, kong, zuul, apigee, bff, backend for frontend, graphql gateway, websocket gateway, api management, edge gateway, spring cloud gateway, appsync, app sync",
	Service: "service, services, svc, server, servers, api, apis, rest api, backend, back end, microservice, microservices, lambda, lambdas, function, functions, cloud function, cloud functions, cloud run, ec2, ecs, eks, fargate, app server, " +
		"web server, web servers, application server, app servers, application servers, auth, authentication, authorization, authorizer, identity provider, keycloak, cognito, iam, monolith, fastapi, django, spring boot, node js, nodejs, express, rails, flask, controller, manager, " +
		"handler, handlers, orchestrator, coordinator, engine, recommender, recommendation, recommendations, ranking, rate limiter, zookeeper, etcd, consul, service registry, service discovery, id generator, snowflake id generator, " +
		"sfu, mcu, turn, stun, media server, media servers, signaling, vault, kms, secrets manager, config server, monitoring, prometheus, grafana, logging, tracing, observability, observability stack, elk, jaeger, datadog, cloudwatch, kibana, logstash, splunk, " +
		"ml platform, model serving, ml model, feature flags, compute, app engine, virtual machine, kubernetes service, validator, security, hub, module, middleware, component, router, service mesh, load shedder, tracker, matcher, dispatcher, resolver, registry, " +
		"guard, fan out service, fanout service, sidecar, business logic, graphql, websocket, websockets, grpc, api server, api servers, rest, waf, firewall, shield, proxy service, repository",
	Worker: "worker, workers, consumer, consumers, processor, processors, transcoder, transcoders, encoder, encoders, encoding, transcoding, job, jobs, batch job, batch, indexer, crawler, scraper, fetcher, job runner, job processor, background job, background jobs, " +
		"fan out, fanout, fan out worker, media processor, thumbnail generator, thumbnail gen, resizer, spark, spark processing, flink, etl, cdc, debezium, aggregator, mapreduce, map reduce, celery, sidekiq, pipeline, processing pipeline, ml training, training pipeline, model training, training, " +
		"stream processor, stream processing, event processor, event handler, dataflow, cloud dataflow, glue, emr, elemental mediaconvert, mediaconvert, virus scanner, scanner, cleaner, archiver, reconciler, compactor, poller, relay, outbox relay, message relay, splitter, video processing, image processing, video encoding, preprocessor, daemon",
	Cache: "cache, caches, redis, memcached, memcache, elasticache, elasti cache, valkey, dragonfly, hazelcast, varnish, redis cluster, redis cache, in memory cache, in memory store, session store, distributed cache, memorystore, dax, caffeine, cache layer, cache server, cache cluster, caching, ehcache, azure cache, redis lock",
	Database: "database, databases, db, dbs, data base, nosql, no sql, mysql, my sql, postgres, postgresql, postgre sql, mariadb, oracle, mssql, sql server, sqlite, mongodb, mongo, mongo db, cassandra, dynamodb, dynamo, dynamo db, hbase, bigtable, big table, " +
		"cockroachdb, cockroach db, spanner, cloud spanner, cloud sql, cloudsql, aurora, rds, amazon rds, neo4j, neptune, couchbase, couchdb, scylladb, scylla, tidb, yugabyte, timescaledb, timescale, influxdb, influx db, firestore, firebase db, cosmos db, cosmosdb, documentdb, document db, " +
		"graph db, graph database, key value store, kv store, kv, wide column store, time series db, tsdb, data store, datastore, metadata store, metadata storage, meta data, metadata db, user db, relational db, rdbms, replica, read replica, read replicas, primary, master db, " +
		"slave db, replica db, shard, shards, table, tables, vitess, planetscale, supabase, ledger, rocksdb, leveldb, foundationdb, postgis, storage engine, event store, riak, voldemort, user table, persistent store, persistence, cassandra cluster, metadata, inventory store, block store db, lookup table, store",
	ObjectStore: "s3, s3 bucket, s3 buckets, bucket, buckets, object store, object storage, blob, blob store, blob storage, gcs, cloud storage, google cloud storage, azure blob, azure blob storage, minio, ceph, glacier, hdfs, file store, file storage, media store, media storage, " +
		"image store, image storage, photo storage, photo store, video storage, video store, block storage, block server, chunk store, chunk storage, storage, origin storage, simple storage service, efs, ebs, nfs, file system, distributed file system, filesystem, haystack, cold storage, file server, raw storage, raw video, content storage, content store, attachment storage, backup storage, storage account, archive, assets, media files, simple storage, disk, r2, blobs",
	Search: "search, elasticsearch, elastic search, elastic, opensearch, open search, solr, lucene, algolia, search index, search engine, search cluster, inverted index, index, search service, typesense, meilisearch, sphinx, search db, elk search, search api, cloudsearch, cognitive search, geo index, geospatial index, quadtree, quad tree, typeahead",
	Queue: "queue, queues, mq, sqs, rabbitmq, rabbit mq, activemq, message queue, message queues, task queue, job queue, amqp, dead letter queue, dlq, message broker, broker, brokers, event queue, service bus, cloud tasks, zeromq, beanstalkd, azure queue, queue storage, " +
		"simple queue service, work queue, encoding queue, notification queue, amazon mq, ibm mq, buffer, outbox, message bus",
	Stream: "kafka, kinesis, pulsar, pub sub, pubsub, cloud pubsub, cloud pub sub, event bus, event stream, event streams, eventbridge, event bridge, event hub, event hubs, eventhub, kafka topic, topic, topics, events, kafka streams, kafka cluster, kafka broker, stream, streams, message stream, msk, " +
		"nats, jetstream, redpanda, event log, commit log, kafka connect, event grid, kinesis firehose, firehose, change stream, log stream, redis pub sub, redis streams, event broker",
	Warehouse: "warehouse, data warehouse, redshift, bigquery, big query, snowflake, data lake, datalake, hive, hadoop, presto, trino, athena, clickhouse, druid, pinot, analytics, databricks, olap, analytics db, analytics engine, delta lake, data mart, feature store, synapse, vertica, query engine, data wh, reporting, bi, model registry, iceberg, big data, analytics store, looker, tableau, real time analytics",
	Scheduler: "scheduler, schedulers, cron, cron job, cron jobs, cronjob, airflow, timer, job scheduler, task scheduler, quartz, cloud scheduler, step functions, temporal, workflow engine, cadence",
	Notifier:  "apns, apn, fcm, gcm, sns, ses, twilio, sendgrid, mailgun, push notification, push notifications, push, notification, notifications, notifier, email, emails, e mail, sms, smtp, mail server, mailer, push service, notification service, email service, sms service, email sms, push gateway, sms gateway, email provider, mailchimp, onesignal, apple push, notification hub, firebase cloud messaging, pinpoint, mail",
	External: "external, third party, 3rd party, third parties, stripe, paypal, braintree, adyen, payment gateway, payment gateways, payment provider, payment processor, psp, google maps, maps api, mapbox, maps provider, external service, external api, external services, partner, partners, partner api, bank, banks, " +
		"visa, mastercard, facebook login, google login, razorpay, square, isp, aws, gcp, azure, oracle cloud, aws services, gcp services, cloud provider, social login, oauth provider, supplier, suppliers, vendor api, carrier, carriers, telco, ad network, internet, amazon web services, legacy system, channel manager, geocoding api, weather api, openai, here maps, osrm, plaid, external system, external systems, credit bureau",
}

var kindTable = sync.OnceValue(func() map[string]Kind {
	m := make(map[string]Kind, 1200)
	for k, list := range kindPhrases {
		for p := range strings.SplitSeq(list, ", ") {
			m[p] = k
		}
	}
	return m
})

// neutral words end a name without saying what it names.
var neutral = words("cluster clusters layer tier node nodes instance instances pool fleet group groups farm system systems platform subsystem stack " +
	"primary master slave leader follower secondary standby replicas active passive regional global internal managed distributed shared central main new old " +
	"aws gcp google amazon azure apache a b c d e n x y z i ii iii v1 v2 v3 region zone az multi region async sync etc the of for and or with to in on at by via per " +
	"rw ro write read reads writes only hot cold data based side level tb gb mb ttl no")

// roles are the last words of names whose word before may say more: a "cache server" is a
// cache, a "user service" is a service.
var roles = words("service services svc server servers api apis system systems provider module component layer engine manager controller infrastructure")

// infrastructure are the kinds that a word before a role keeps.
var infrastructure = map[Kind]bool{DNS: true, CDN: true, LoadBalancer: true, Gateway: true, Cache: true, Database: true, ObjectStore: true, Search: true,
	Queue: true, Stream: true, Notifier: true, Scheduler: true, External: true, Worker: true}

// business words before a role are what the service deals with, not what it is.
var business = words("metadata store table ledger session analytics index buffer topic job jobs assets archive origin primary replica")
