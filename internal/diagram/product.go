package diagram

// IsProduct reports whether a word in lower case is the name of a product or a technology
// that a drawing may name, and not what such things are called in general.
func IsProduct(word string) bool { return phraseKind([]string{word}) != KindUnknown && !common[word] }

// common words are kinds of things.
var common = words("client clients user users browser browsers mobile app apps desktop customer customers frontend ui device devices admin dns cdn gateway gateways proxy proxies lb balancer " +
	"service services server servers api apis backend microservice microservices function functions auth authentication authorization monolith engine worker workers consumer consumers processor " +
	"job jobs batch pipeline cache caches caching database databases db dbs sql nosql replica replicas shard shards primary table tables store metadata persistence blob bucket storage search index queue queues " +
	"mq broker brokers stream streams topic topics warehouse analytics scheduler cron timer notification notifications push email sms internet external partner partners monitoring logging tracing websocket websockets " +
	"graphql grpc rest router handler manager validator guard encoder encoding transcoding etl cdc buffer archive disk assets reporting bi web website host hosts driver drivers rider riders guest guests peer peers buyer seller")
