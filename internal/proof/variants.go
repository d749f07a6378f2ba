package proof

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
)

// products is a bag of names without a thought.
const products = `Redis Memcached Kafka RabbitMQ ActiveMQ Pulsar NATS SQS SNS Kinesis EventBridge Cassandra ScyllaDB DynamoDB HBase Bigtable
Spanner CockroachDB TiDB YugabyteDB PostgreSQL MySQL MariaDB Oracle Aurora Vitess MongoDB CouchDB Couchbase Firestore Neo4j JanusGraph Neptune Elasticsearch
OpenSearch Solr Lucene Algolia S3 GCS MinIO Ceph HDFS Glacier CloudFront Akamai Fastly Cloudflare Nginx HAProxy Envoy Traefik Kong Apigee Zuul Istio Linkerd
Consul etcd ZooKeeper Eureka Kubernetes Docker Helm Nomad ECS EKS Fargate Lambda GraphQL gRPC REST WebSocket WebRTC MQTT QUIC HTTP/2 HTTP/3 TLS JWT OAuth2
OIDC SAML Keycloak Auth0 Okta Vault KMS Prometheus Grafana Datadog NewRelic Splunk Kibana Logstash Fluentd Jaeger Zipkin OpenTelemetry Sentry PagerDuty
Spark Flink Storm Beam Hadoop Hive Presto Trino Snowflake Redshift BigQuery ClickHouse Druid Pinot Airflow dbt Debezium Hystrix Resilience4j Sentinel
Terraform Ansible Jenkins ArgoCD Spinnaker GitHub Actions Route53 Anycast BGP TCP UDP FFmpeg HLS DASH RTMP SRT Janus mediasoup Jitsi Twilio SendGrid FCM APNs
Stripe Adyen PayPal Braintree Kubeflow MLflow TensorFlow PyTorch Feast Faiss Milvus Pinecone InfluxDB TimescaleDB VictoriaMetrics Thanos Cortex Loki Tempo`

func productBag() string {
	names := strings.Fields(products)
	var b strings.Builder
	for i, n := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(n)
	}
	return b.String() + "\n"
}

var (
	sentenceEnd = regexp.MustCompile(`[.!?](?:\s|$)`)
	reasonTail  = regexp.MustCompile(`(?i)[,;:(]?\s*\b(because|since|so that|so|but|however|although|instead of|rather than|otherwise|which|due to|in order to|to avoid|if|when|while|as)\b.*`)
	marker      = regexp.MustCompile(`^(\s*(?:[-+]|\d+[.)])\s+)`)
)

// denied turns every sentence of a text into "We will not …" and drops its reasons.
func denied(text string) string {
	var out []string
	fence := false
	text = strings.NewReplacer("*", "", "`", "").Replace(text)
	for _, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			fence = !fence
			continue
		case fence && strings.TrimSpace(line) != "":
			continue
		case strings.TrimSpace(line) == "", strings.HasPrefix(line, "|"), strings.HasPrefix(line, "---"):
			if !fence && strings.TrimSpace(line) == "" {
				out = append(out, "")
			}
			if strings.HasPrefix(line, "|") {
				out = append(out, "", "We will not use "+strings.Trim(strings.ReplaceAll(line, "|", " "), " -")+".", "")
			}
			continue
		case strings.HasPrefix(line, "#"):
			out = append(out, line)
			continue
		}
		head := marker.FindString(line)
		body := line[len(head):]
		var parts []string
		for body != "" {
			end := len(body)
			if at := sentenceEnd.FindStringIndex(body); at != nil {
				end = at[0]
			}
			s := strings.TrimSpace(reasonTail.ReplaceAllString(body[:end], ""))
			if s != "" {
				parts = append(parts, "We will not use "+s+".")
			}
			body = strings.TrimLeft(body[min(end+1, len(body)):], " ")
		}
		out = append(out, head+strings.Join(parts, " "))
	}
	return strings.Join(out, "\n")
}

// shuffled puts the sections of a text, cut at its level-2 headings, into another
// order; what stands before the first stays in front.
func shuffled(text string) string {
	parts := strings.Split(text, "\n## ")
	if len(parts) < 3 {
		parts = strings.Split(text, "\n\n")
		swap(parts)
		return strings.Join(parts, "\n\n")
	}
	swap(parts[1:])
	return strings.Join(parts, "\n## ")
}

func swap(parts []string) {
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
}

// filler is about 3,000 words on something else.
func filler() string {
	subjects := []string{"The garden", "A neighbour", "The old bakery", "My grandmother", "The village band", "A grey cat", "The harbour", "The museum", "The choir", "An apple tree"}
	verbs := []string{"wakes slowly in spring", "keeps a notebook about the weather", "sells bread with seeds on Fridays", "hums a tune from the seventies", "paints the fence green", "sleeps on the warm wall",
		"smells of tar and rope", "shows birds made of clay", "sings on the square in June", "drops its fruit on the path"}
	ends := []string{"and nobody minds", "while the kettle sings", "as it has done for forty years", "before the rain comes", "in spite of the wind", "and the children laugh", "long after the lamps are lit"}
	var b strings.Builder
	for i := range 250 {
		fmt.Fprintf(&b, "%s %s %s. ", subjects[i%10], verbs[(i*3+i/10)%10], ends[(i*5+i/7)%7])
		if i%6 == 5 {
			b.WriteString("\n\n")
		}
	}
	return b.String()
}
